package flotilla.ops.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.tls.TestAuthority;
import flotilla.node.tls.TlsIdentity;
import flotilla.node.tls.TlsPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsFilesTest {

    private final TestAuthority one = new TestAuthority("One");
    private final TestAuthority other = new TestAuthority("Other");
    private final TlsIdentity identity = one.issue("node.example");

    @TempDir
    Path directory;

    @BeforeEach
    void writeFiles() throws Exception {
        write("ca.pem", "# two of them\n" + pem(one.certificate()) + "\n" + pem(other.certificate()));
        write("cert.pem", pem(identity.chain().getFirst()));
        write("key.pem", block("PRIVATE KEY", identity.key().getEncoded()));
    }

    @Test
    void readsWhatThePolicyNames() throws Exception {
        var tls = policy("""
                { enabled: true, server_name: shop.internal, min_version: 1.3, ca_file: %1$s/ca.pem,
                  cert_file: %1$s/cert.pem, key_file: %1$s/key.pem }""".formatted(directory));

        assertThat(tls)
                .isEqualTo(TlsPolicy.DEFAULT
                        .withEnabled(true)
                        .withServerName("shop.internal")
                        .withMinVersion(TlsPolicy.Version.TLS_1_3)
                        .withTrusted(List.of(one.certificate(), other.certificate()))
                        .withIdentity(identity));
    }

    @Test
    void trueAloneIsEnough() throws Exception {
        assertThat(policy("true")).isEqualTo(TlsPolicy.DEFAULT.withEnabled(true));
    }

    @Test
    void readsTheFilesOfAnnouncedUpstreamsToo() throws Exception {
        var settings = ConfigFile.parse(
                "test.yaml",
                "version: 1\nlisteners: { web: 127.0.0.1:8080 }\nconsul: { routes: true, announced: { tls: { ca_file: "
                        + directory + "/ca.pem } } }\n",
                sources());

        assertThat(settings.node().announcedPolicy().tls().trusted())
                .containsExactly(one.certificate(), other.certificate());
    }

    @Test
    void tellsAllThatIsWrongWithFilesAtOnce() throws Exception {
        write("text.pem", "nothing of the kind");
        write("broken.pem", block("CERTIFICATE", new byte[] {1, 2, 3}));
        var errors = errors(
                "{ ca_file: %1$s/text.pem, cert_file: %1$s/broken.pem, key_file: %1$s/key.pem }".formatted(directory));

        assertThat(errors).hasSize(2);
        assertThat(errors.getFirst())
                .contains(
                        "upstreams.shop.tls.ca_file: " + directory + "/text.pem (expected: PEM certificates; it has no")
                .contains("BEGIN CERTIFICATE");
        assertThat(errors.getLast())
                .contains("upstreams.shop.tls.cert_file: " + directory
                        + "/broken.pem (expected: PEM certificates; number 1");
    }

    @Test
    void theKeyMustBeThatOfTheCertificate() throws Exception {
        write(
                "wrong.pem",
                block("PRIVATE KEY", other.issue("node.example").key().getEncoded()));
        write("rsa.pem", block("PRIVATE KEY", rsaKey()));

        assertThat(keyError("wrong.pem"))
                .contains("wrong.pem (expected: the key of the certificate of CN=node.example)");
        assertThat(keyError("rsa.pem")).contains("rsa.pem (expected: the key of the certificate, of kind EC");
    }

    @Test
    void saysHowToConvertAKeyOfAnotherFormat() throws Exception {
        write("sec1.pem", block("EC PRIVATE KEY", new byte[] {1}));
        write("locked.pem", block("ENCRYPTED PRIVATE KEY", new byte[] {1}));
        write("none.pem", pem(one.certificate()));

        assertThat(keyError("sec1.pem")).contains("EC PRIVATE KEY; convert it: openssl pkcs8 -topk8 -nocrypt");
        assertThat(keyError("locked.pem")).contains("(expected: a key without a password; convert it: openssl pkcs8");
        assertThat(keyError("none.pem")).contains("(expected: a PEM key; it has no block BEGIN PRIVATE KEY)");
    }

    private String keyError(String file) {
        var errors = errors("{ cert_file: %1$s/cert.pem, key_file: %1$s/%2$s }".formatted(directory, file));
        assertThat(errors).hasSize(1);
        assertThat(errors.getFirst()).contains("upstreams.shop.tls.key_file: " + directory);
        return errors.getFirst();
    }

    private static byte[] rsaKey() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair().getPrivate().getEncoded();
    }

    private static String pem(java.security.cert.X509Certificate certificate) throws CertificateEncodingException {
        return block("CERTIFICATE", certificate.getEncoded());
    }

    private static String block(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private static Sources sources() {
        return Sources.load(SourceContext.of(Time.system()));
    }

    private static TlsPolicy policy(String tls) throws InvalidConfig {
        var settings = ConfigFile.parse("test.yaml", text(tls), sources());
        return requireNonNull(settings.node().upstreams().get("shop")).policy().tls();
    }

    private static List<String> errors(String tls) {
        try {
            ConfigFile.parse("test.yaml", text(tls), sources());
            return List.of();
        } catch (InvalidConfig invalid) {
            return invalid.errors().stream().map(ConfigError::toString).toList();
        }
    }

    private static String text(String tls) {
        return """
                version: 1
                listeners: { web: 127.0.0.1:8080 }
                upstreams: { shop: { source: 'fixed:127.0.0.1:81', tls: %s } }
                routes: [ { upstream: shop } ]
                """.formatted(tls);
    }
}
