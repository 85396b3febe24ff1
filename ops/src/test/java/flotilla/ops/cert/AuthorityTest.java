package flotilla.ops.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityTest {

    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    private static final Duration YEAR = Duration.ofDays(365);

    @TempDir
    private Path directory;

    @Test
    void signsForANodeAndItsAddressesOnBothSidesOfAConnection() throws Exception {
        var authority = Authority.make("edge", YEAR, NOW);

        var signed = authority.sign("node_a", List.of("10.0.0.5", "fd00::5", "a.example"), YEAR, NOW);

        var certificate = signed.certificate();
        certificate.verify(authority.own().certificate().getPublicKey());
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactly("node_a", "10.0.0.5", "fd00:0:0:0:0:0:0:5", "a.example");
        assertThat(certificate.getExtendedKeyUsage()).hasSize(2);
        assertThat(certificate.getBasicConstraints()).as("no authority").isNegative();
        assertThat(authority.own().certificate().getBasicConstraints()).isZero();
        certificate.checkValidity(Date.from(NOW.plus(YEAR.minusHours(1))));
        assertThatThrownBy(() -> certificate.checkValidity(Date.from(NOW.plus(YEAR.plusHours(1)))))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void isReadBackAsItWasWritten() throws Exception {
        var files = new CertificateFiles(directory.resolve("made/for/it"));
        var made = Authority.make("edge", YEAR, NOW);

        files.write(CertificateFiles.AUTHORITY, made.own());

        var read = Authority.of(files.read(CertificateFiles.AUTHORITY));
        X509Certificate signed = read.sign("a", List.of(), YEAR, NOW).certificate();
        signed.verify(made.own().certificate().getPublicKey());
        assertThat(signed.getIssuerX500Principal())
                .isEqualTo(made.own().certificate().getSubjectX500Principal());
    }

    @Test
    void onlyTheOwnerReadsAKeyAndNothingIsLeftBeside() throws Exception {
        var files = new CertificateFiles(directory);

        files.write("a", Authority.make("edge", YEAR, NOW).own());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key("a"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.certificate("a"))))
                .isEqualTo("rw-r--r--");
        try (var all = Files.list(directory)) {
            assertThat(all).containsExactlyInAnyOrder(files.key("a"), files.certificate("a"));
        }
    }

    @Test
    void whatIsThereIsNotReplacedUnasked() throws Exception {
        var files = new CertificateFiles(directory);
        files.write("a", Authority.make("edge", YEAR, NOW).own());

        assertThatThrownBy(() -> files.requireAbsent("a"))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("a.pem is there already (expected: another --out, or --force)");
        files.requireAbsent("b");
    }

    @Test
    void saysWhichFileIsNoneOfIts() throws Exception {
        var files = new CertificateFiles(directory);

        assertThatThrownBy(() -> files.read("ca"))
                .hasMessageContaining("ca.pem: no such file or directory (flotilla cert ca");
        Files.writeString(files.certificate("ca"), "nonsense");
        Files.writeString(files.key("ca"), "nonsense");
        assertThatThrownBy(() -> files.read("ca")).hasMessageContaining("are no authority of flotilla cert ca");
    }
}
