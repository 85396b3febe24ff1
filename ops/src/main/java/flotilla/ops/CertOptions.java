package flotilla.ops;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.Time;
import flotilla.ops.cert.Authority;
import flotilla.ops.cert.CertificateFiles;
import flotilla.ops.ctl.Help;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The sub-commands of {@code flotilla cert}. */
@Command(
        name = "flotilla cert",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ",
        subcommands = {CertOptions.Ca.class, CertOptions.Node.class},
        description = "Makes the certificates by which the members of a cluster know each other.",
        footer = {
            "",
            "First, once for a cluster:   flotilla cert ca --out ca",
            "Then, for each of its nodes: flotilla cert node node-a --ca ca --out node-a --address 10.0.0.5",
        })
final class CertOptions {

    @Mixin
    final Help help = new Help();

    /** One of the two. */
    interface Making {

        /** Makes the files and says what to do with them. */
        void run(Time time, PrintStream out) throws IOException;
    }

    private static Duration days(int days) {
        InvalidValue.require(days >= 1 && days <= 36_500, "--days", days, "1 to 36500");
        return Duration.ofDays(days);
    }

    private static String date(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    /** {@code flotilla cert ca} */
    @Command(
            name = "ca",
            usageHelpAutoWidth = true,
            sortOptions = false,
            separator = " ",
            description = "Makes the authority of a cluster: ca.pem for every node, ca.key for nobody but you.")
    static final class Ca implements Making {

        @Option(names = "--out", required = true, paramLabel = "<directory>", description = "Where the files go.")
        private Path out = Path.of(".");

        @Option(names = "--name", paramLabel = "<name>", description = "To tell it from others (flotilla).")
        private String name = "flotilla";

        @Option(names = "--days", paramLabel = "<n>", description = "How long it is valid (3650).")
        private int days = 3_650;

        @Option(names = "--force", description = "Replace one that is there: its nodes all need new certificates then.")
        private boolean force;

        @Mixin
        final Help help = new Help();

        @Override
        public void run(Time time, PrintStream out) throws IOException {
            InvalidValue.require(
                    name.matches("[A-Za-z0-9 ._-]{1,60}"), "--name", name, "letters, digits, blanks and ._-");
            var files = new CertificateFiles(this.out);
            if (!force) {
                files.requireAbsent(CertificateFiles.AUTHORITY);
            }
            var authority = Authority.make(name, days(days), time.now());
            files.write(CertificateFiles.AUTHORITY, authority.own());
            out.printf(
                    "%s  the authority, valid until %s: copy it to every node%n%s  its key: who has it can add members;"
                            + " keep it away from the nodes%nNext: flotilla cert node <node> --ca %s --out <directory>"
                            + " --address <address>%n",
                    files.certificate(CertificateFiles.AUTHORITY),
                    date(authority.own().certificate().getNotAfter().toInstant()),
                    files.key(CertificateFiles.AUTHORITY),
                    this.out);
        }
    }

    /** {@code flotilla cert node} */
    @Command(
            name = "node",
            usageHelpAutoWidth = true,
            sortOptions = false,
            separator = " ",
            description = "Makes a node's certificate and key.")
    static final class Node implements Making {

        @Parameters(paramLabel = "<node>", description = "The node's id: cluster.node, or else its host name.")
        private String node = "";

        @Option(
                names = "--ca",
                required = true,
                paramLabel = "<directory>",
                description = "Where ca.pem and ca.key are.")
        private Path ca = Path.of(".");

        @Option(names = "--out", required = true, paramLabel = "<directory>", description = "Where the files go.")
        private Path out = Path.of(".");

        @Option(
                names = "--address",
                paramLabel = "<address>",
                description = "A host or IP address under which others list it; may be repeated.")
        private List<String> addresses = List.of();

        @Option(names = "--days", paramLabel = "<n>", description = "How long it is valid (365).")
        private int days = 365;

        @Option(names = "--force", description = "Replace one that is there; a running node takes the new one.")
        private boolean force;

        @Mixin
        final Help help = new Help();

        @Override
        public void run(Time time, PrintStream out) throws IOException {
            var id = "1 to 64 letters, digits, dots, dashes, underscores";
            InvalidValue.require(node.matches("[A-Za-z0-9._-]{1,64}"), "<node>", node, id);
            InvalidValue.require(!node.equals(CertificateFiles.AUTHORITY), "<node>", node, "another name than that");
            for (var address : addresses) {
                InvalidValue.require(
                        address.matches("[A-Za-z0-9._:-]{1,253}"), "--address", address, "a host or an IP address");
            }
            var files = new CertificateFiles(this.out);
            if (!force) {
                files.requireAbsent(node);
            }
            var own = new CertificateFiles(ca).read(CertificateFiles.AUTHORITY);
            var signed = Authority.of(own).sign(node, addresses, days(days), time.now());
            files.write(node, signed);
            files.writeCertificate(CertificateFiles.AUTHORITY, own.certificate());
            say(files, signed.certificate().getNotAfter().toInstant(), out);
        }

        private void say(CertificateFiles files, Instant until, PrintStream out) {
            var names = addresses.isEmpty() ? node : node + ", " + String.join(", ", addresses);
            out.printf(
                    "For %s, valid until %s. Copy the three files to that node, the key for its user alone, and add to its"
                            + " configuration:%n%ncluster:%n  node: %s%n  tls:%n    ca: %s%n    certificate: %s%n    key: %s%n",
                    names,
                    date(until),
                    node,
                    files.certificate(CertificateFiles.AUTHORITY).toAbsolutePath(),
                    files.certificate(node).toAbsolutePath(),
                    files.key(node).toAbsolutePath());
        }
    }
}
