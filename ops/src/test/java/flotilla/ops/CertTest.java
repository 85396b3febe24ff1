package flotilla.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.config.ConfigFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertTest {

    @TempDir
    private Path directory;

    @Test
    void whatItPrintsIsAConfigurationThatCanBeUsed() throws Exception {
        run("ca", "--out", directory + "/ca");

        var said = run("node", "node-a", "--ca", directory + "/ca", "--out", directory + "/a", "--address", "8.8.8.8");

        var cluster = said.substring(said.indexOf("cluster:")) + "  bind: 8.8.8.8:7443\n";
        var file = Files.writeString(directory.resolve("flotilla.yaml"), """
                version: 1
                listeners: { web: 127.0.0.1:8080 }
                upstreams: { shop: { source: 'fixed:127.0.0.1:81' } }
                routes: [ { upstream: shop } ]
                """ + cluster);
        var policy = ConfigFile.read(file, Sources.load(SourceContext.of(Time.system())))
                .cluster()
                .orElseThrow();
        assertThat(policy.node()).isEqualTo("node-a");
        var tls = policy.tls().orElseThrow();
        assertThat(tls.ca()).isRegularFile();
        assertThat(tls.certificate()).isRegularFile();
        assertThat(tls.key()).isRegularFile();
    }

    @Test
    void anAuthorityHasANameAndWhatItMakesAsManyDaysAsWanted() throws Exception {
        run("ca", "--out", directory + "/ca", "--name", "edge", "--days", "90");
        run("node", "a", "--ca", directory + "/ca", "--out", directory + "/a", "--days", "7");

        var authority = certificate(directory.resolve("ca/ca.pem"));
        var node = certificate(directory.resolve("a/a.pem"));

        assertThat(authority.getSubjectX500Principal().getName()).isEqualTo("CN=edge");
        assertThat(node.getIssuerX500Principal()).isEqualTo(authority.getSubjectX500Principal());
        assertThat(daysLeft(authority)).isBetween(89L, 90L);
        assertThat(daysLeft(node)).isBetween(6L, 7L);
        assertThatThrownBy(() -> run("ca", "--out", directory + "/b", "--days", "0"))
                .hasMessage("--days: 0 (expected: 1 to 36500)");
    }

    @Test
    void whatIsThereIsReplacedByForceAlone() throws Exception {
        var ca = directory + "/ca";
        var out = directory + "/a";
        run("ca", "--out", ca);
        run("node", "a", "--ca", ca, "--out", out);
        var first = certificate(directory.resolve("a/a.pem"));

        assertThatThrownBy(() -> run("node", "a", "--ca", ca, "--out", out)).hasMessageContaining("is there already");
        assertThatThrownBy(() -> run("ca", "--out", ca)).hasMessageContaining("another --out, or --force");
        assertThat(certificate(directory.resolve("a/a.pem"))).isEqualTo(first);

        run("node", "a", "--ca", ca, "--out", out, "--force");
        assertThat(certificate(directory.resolve("a/a.pem"))).isNotEqualTo(first);
        var authority = certificate(directory.resolve("ca/ca.pem"));
        run("ca", "--out", ca, "--force");
        assertThat(certificate(directory.resolve("ca/ca.pem"))).isNotEqualTo(authority);
    }

    private static X509Certificate certificate(Path file) throws Exception {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static long daysLeft(X509Certificate certificate) {
        return ChronoUnit.DAYS.between(Instant.now(), certificate.getNotAfter().toInstant());
    }

    private static String run(String... arguments) throws Exception {
        var said = new ByteArrayOutputStream();
        var parsed = new picocli.CommandLine(new CertOptions()).parseArgs(arguments);
        var making = (CertOptions.Making)
                parsed.subcommand().commandSpec().commandLine().getCommand();
        making.run(Time.system(), new PrintStream(said, true, StandardCharsets.UTF_8));
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void wrongUsageIsOneLine() throws Exception {
        try (var process = FlotillaProcess.start("cert", "node", "a", "--ca", directory.toString(), "--out", "x");
                var help = FlotillaProcess.start("cert")) {
            assertThat(process.exitCode()).isEqualTo(1);
            assertThat(process.err())
                    .isEqualTo("flotilla: " + directory
                            + "/ca.pem: no such file or directory (flotilla cert ca makes an authority)\n");
            assertThat(help.exitCode()).isEqualTo(2);
            assertThat(help.err()).contains("flotilla cert ca --out ca");
        }
    }
}
