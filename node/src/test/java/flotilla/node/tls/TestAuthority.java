package flotilla.node.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Signs certificates for tests, made at the moment they are wanted. */
public final class TestAuthority {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] ECDSA = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));

    private final String name;
    private final KeyPair keys = keys();
    private final AtomicLong serial = new AtomicLong(1);
    private final X509Certificate certificate;

    public TestAuthority(String name) {
        this.name = name;
        var now = Instant.now();
        var isAuthority = extension("2.5.29.19", true, Der.sequence(Der.yes()));
        this.certificate =
                sign(name, keys.getPublic(), now.minus(Duration.ofDays(9)), now.plus(Duration.ofDays(9)), isAuthority);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** A certificate for these hosts: names, or IP addresses. */
    public TlsIdentity issue(String... hosts) {
        var now = Instant.now();
        return issue(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)), hosts);
    }

    /** One whose time is over. */
    public TlsIdentity issueExpired(String... hosts) {
        var now = Instant.now();
        return issue(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)), hosts);
    }

    private TlsIdentity issue(Instant from, Instant until, String... hosts) {
        return issue(from, until, hosts[0], Arrays.stream(hosts).map(TestAuthority::generalName));
    }

    private TlsIdentity issue(Instant from, Instant until, String subject, Stream<byte[]> names) {
        var own = keys();
        var extension = extension("2.5.29.17", false, Der.sequence(names.toArray(byte[][]::new)));
        var signed = sign(subject, own.getPublic(), from, until, extension);
        return new TlsIdentity(own.getPrivate(), List.of(signed));
    }

    /** One for these names, whatever they look like. */
    public TlsIdentity issueNamed(List<String> names) {
        var now = Instant.now();
        return issue(
                now.minus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(1)),
                names.getFirst(),
                names.stream().map(TestAuthority::dnsName));
    }

    /** One without alternative names, whose subject alone has the host's name. */
    public TlsIdentity issueByCommonName(String host) {
        var own = keys();
        var now = Instant.now();
        var signed = sign(host, own.getPublic(), now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)));
        return new TlsIdentity(own.getPrivate(), List.of(signed));
    }

    private static byte[] generalName(String host) {
        var address = ServerIdentity.literal(host);
        return address == null ? dnsName(host) : Der.tagged(0x87, address.getAddress());
    }

    private static byte[] dnsName(String name) {
        return Der.tagged(0x82, name.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(Der.oid(oid), Der.yes(), Der.octets(value))
                : Der.sequence(Der.oid(oid), Der.octets(value));
    }

    private X509Certificate sign(String subject, PublicKey key, Instant from, Instant until, byte[]... extensions) {
        try {
            var content = Der.sequence(
                    Der.tagged(0xa0, Der.integer(2)),
                    Der.integer(serial.getAndIncrement()),
                    ECDSA,
                    subject(name),
                    Der.sequence(Der.time(TIME.format(from)), Der.time(TIME.format(until))),
                    subject(subject),
                    key.getEncoded(),
                    extensions.length == 0 ? new byte[0] : Der.tagged(0xa3, Der.sequence(extensions)));
            var der = Der.sequence(content, ECDSA, Der.bits(signature(keys.getPrivate(), content)));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] subject(String commonName) {
        return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.text(commonName))));
    }

    private static byte[] signature(PrivateKey key, byte[] content) throws GeneralSecurityException {
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(content);
        return signature.sign();
    }

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
