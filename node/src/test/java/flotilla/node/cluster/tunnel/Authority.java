package flotilla.node.cluster.tunnel;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that signs whatever a test needs, expired certificates too. */
public final class Authority {

    private static final Duration DAY = Duration.ofDays(1);

    private final Path directory;
    private final X500Name name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    private Authority(Path directory, X500Name name, KeyPair keys, X509Certificate certificate) {
        this.directory = directory;
        this.name = name;
        this.keys = keys;
        this.certificate = certificate;
    }

    public static Authority make(Path directory) throws Exception {
        Files.createDirectories(directory);
        var name = new X500Name("CN=test authority");
        var keys = keys();
        var now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                        name,
                        new BigInteger(64, new SecureRandom()),
                        Date.from(now.minus(DAY)),
                        Date.from(now.plus(DAY)),
                        name,
                        keys.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        return new Authority(directory, name, keys, sign(builder, keys.getPrivate()));
    }

    /** Files of a certificate that is valid today. */
    public MemberTls member(String node, String... others) throws Exception {
        return member(node, Instant.now().plus(DAY), others);
    }

    /** Files of a certificate that names a node and others, in place of those of the same node. */
    public MemberTls member(String node, Instant until, String... others) throws Exception {
        var memberKeys = keys();
        var names = Stream.concat(Stream.of(node), Stream.of(others))
                .map(each ->
                        new GeneralName(each.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, each))
                .toArray(GeneralName[]::new);
        var builder = new JcaX509v3CertificateBuilder(
                        name,
                        new BigInteger(64, new SecureRandom()),
                        Date.from(until.minus(DAY.multipliedBy(2))),
                        Date.from(until),
                        new X500Name("CN=" + node),
                        memberKeys.getPublic())
                .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        write(directory.resolve("ca.pem"), certificate);
        write(directory.resolve(node + ".pem"), sign(builder, keys.getPrivate()));
        write(directory.resolve(node + ".key"), new JcaPKCS8Generator(memberKeys.getPrivate(), null).generate());
        return new MemberTls(
                directory.resolve("ca.pem"), directory.resolve(node + ".pem"), directory.resolve(node + ".key"));
    }

    private static KeyPair keys() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) throws Exception {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    private static void write(Path file, Object content) throws IOException {
        var text = new StringWriter();
        try (var pem = new JcaPEMWriter(text)) {
            pem.writeObject(content);
        }
        Files.writeString(file, text.toString());
    }
}
