package flotilla.ops.cert;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An authority for one cluster alone: whoever has a certificate of it is a member. Keys are of the curve P-256 (ECDSA);
 * certificates follow RFC 5280, name their node as a DNS name and serve both sides of a connection.
 */
public final class Authority {

    /** Clocks of machines differ; a certificate is valid a little before it was made. */
    private static final Duration EARLIER = Duration.ofHours(1);

    private final Signed own;

    private Authority(Signed own) {
        this.own = own;
    }

    /** One that signs with this key. */
    public static Authority of(Signed own) {
        return new Authority(own);
    }

    /**
     * Makes a new one.
     *
     * @param name for people to tell it from others
     */
    public static Authority make(String name, Duration valid, Instant now) {
        try {
            var keys = keys();
            var subject = commonName(name);
            var builder = builder(subject, subject, keys.getPublic(), valid, now)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            return new Authority(sign(builder, keys, keys));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("cannot make an authority", e);
        }
    }

    /**
     * Makes a certificate.
     *
     * @param node the node's id
     * @param addresses hosts and IP addresses under which the node is known as well
     */
    public Signed sign(String node, List<String> addresses, Duration valid, Instant now) {
        try {
            var keys = keys();
            var issuer = X500Name.getInstance(
                    own.certificate().getSubjectX500Principal().getEncoded());
            var identifiers = new JcaX509ExtensionUtils();
            var builder = builder(issuer, commonName(node), keys.getPublic(), valid, now)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                    }))
                    .addExtension(Extension.subjectAlternativeName, false, names(node, addresses))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            identifiers.createAuthorityKeyIdentifier(
                                    own.certificate().getPublicKey()));
            return sign(builder, new KeyPair(own.certificate().getPublicKey(), own.key()), keys);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("cannot make a certificate for " + node, e);
        }
    }

    /** Its own certificate and key. */
    public Signed own() {
        return own;
    }

    private static KeyPair keys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X500Name commonName(String name) {
        return new X500NameBuilder().addRDN(BCStyle.CN, name).build();
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Duration valid, Instant now) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(159, new SecureRandom()).setBit(158),
                Date.from(now.minus(EARLIER)),
                Date.from(now.plus(valid)),
                subject,
                key);
    }

    private static GeneralNames names(String node, List<String> addresses) {
        return new GeneralNames(Stream.concat(Stream.of(node), addresses.stream())
                .distinct()
                .map(name -> new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static boolean isAddress(String name) {
        try {
            InetAddress.ofLiteral(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Signed sign(X509v3CertificateBuilder builder, KeyPair issuer, KeyPair subject)
            throws GeneralSecurityException, OperatorCreationException {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate());
        return new Signed(
                new JcaX509CertificateConverter().getCertificate(builder.build(signer)), subject.getPrivate());
    }
}
