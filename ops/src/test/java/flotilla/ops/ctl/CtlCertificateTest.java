package flotilla.ops.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Time;
import flotilla.ops.Await;
import flotilla.ops.api.AdminNode;
import flotilla.ops.cert.Authority;
import flotilla.ops.cert.CertificateFiles;
import flotilla.ops.cert.Signed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flotilla ctl} at a real node whose certificate it must not believe: it says why and what helps, and nothing is changed. */
class CtlCertificateTest {

    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration TEN_DAYS = Duration.ofDays(10);
    private static final List<String> DRAIN = List.of("drain", "shop", "127.0.0.1:81", "--admin");
    private static final String SERVER = "server";

    private final Instant now = Time.system().now();
    private final Authority authority = Authority.make("edge", A_DAY, now);

    @TempDir
    private Path directory;

    private CertificateFiles files;

    @BeforeEach
    void trust() throws Exception {
        files = new CertificateFiles(directory);
        files.writeCertificate(CertificateFiles.AUTHORITY, authority.own().certificate());
    }

    /** What it said of a failure, and how it ended. */
    private record Said(int exit, String err) {}

    private AdminNode node(Signed certificate) throws Exception {
        files.write(SERVER, certificate);
        return AdminNode.start(
                directory,
                "{ bind: 127.0.0.1:0, audit_log: %s, tls: { cert_file: %s, key_file: %s } }"
                        .formatted(audit(), files.certificate(SERVER), files.key(SERVER)));
    }

    private Signed signed(Authority by, Instant at) {
        return by.sign("node", List.of("127.0.0.1"), A_DAY, at);
    }

    private Path audit() {
        return directory.resolve("audit.log");
    }

    private static Said drain(AdminNode node, String... more) throws InterruptedException {
        var words = new ArrayList<>(DRAIN);
        words.add("https://" + node.address());
        words.addAll(List.of(more));
        var err = new ByteArrayOutputStream();
        int exit = Ctl.run(
                words.toArray(String[]::new),
                new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                new PrintStream(err, true, UTF_8));
        return new Said(exit, err.toString(UTF_8));
    }

    private String[] believing(String name) {
        return new String[] {"--ca", files.certificate(name).toString()};
    }

    private void assertUnreached(AdminNode node, String why, String... more) throws InterruptedException, IOException {
        var said = drain(node, more);
        assertThat(said.exit()).isEqualTo(Ctl.UNREACHED);
        assertThat(said.err())
                .startsWith("flotilla: cannot ask https://" + node.address() + "/api/v1/")
                .contains(": " + why)
                .doesNotContain("Exception");
        assertThat(asked()).isEmpty();
    }

    /** The changes that somebody asked for. */
    private List<String> asked() throws IOException {
        return Files.exists(audit()) ? Files.readAllLines(audit()) : List.of();
    }

    private void assertDone(AdminNode node, String... more) throws Exception {
        var said = drain(node, more);
        assertThat(said.exit()).as(said.err()).isEqualTo(Ctl.DONE);
        assertThat(asked()).hasSize(1);
    }

    @Test
    void anExpiredCertificateIsRefusedUntilItIsRenewed() throws Exception {
        var expired = signed(authority, now.minus(TEN_DAYS));
        try (var node = node(expired)) {
            assertUnreached(
                    node,
                    "its certificate has expired: NotAfter: "
                            + expired.certificate().getNotAfter() + " (renew the file of admin.tls.cert_file there",
                    believing(CertificateFiles.AUTHORITY));

            // A running node takes it by itself.
            files.write(SERVER, signed(authority, now));
            Await.until(() -> drain(node, believing(CertificateFiles.AUTHORITY)).exit() == Ctl.DONE);
        }
    }

    @Test
    void aCertificateThatIsNotValidYetIsRefused() throws Exception {
        var early = signed(authority, now.plus(TEN_DAYS));
        try (var node = node(early)) {
            assertUnreached(
                    node,
                    "its certificate is not valid yet: NotBefore: "
                            + early.certificate().getNotBefore() + " (are the clocks of both machines right",
                    believing(CertificateFiles.AUTHORITY));
        }
    }

    @Test
    void aCertificateOfAnotherNameIsRefused() throws Exception {
        try (var node = node(authority.sign("other.example", List.of(), A_DAY, now))) {
            assertUnreached(
                    node,
                    "its certificate is of another name: No subject alternative names matching IP address 127.0.0.1"
                            + " found (ask by a name that it has",
                    believing(CertificateFiles.AUTHORITY));
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefusedUntilThatIsTrusted() throws Exception {
        for (var name : List.of("elsewhere", "edge")) {
            var other = Authority.make(name, A_DAY, now);
            files.writeCertificate("other", other.own().certificate());
            try (var node = node(signed(other, now))) {
                var why = "nobody whom this command believes has signed its certificate (--ca: ";
                assertUnreached(node, why);
                assertUnreached(node, why, believing(CertificateFiles.AUTHORITY));

                assertDone(node, believing("other"));
            }
            Files.delete(audit());
        }
    }
}
