package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Certificates and keys as text (RFC 7468); what stands around their blocks is passed over. */
public final class Pem {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");
    private static final String TO_PKCS8 = "; convert it: openssl pkcs8 -topk8 -nocrypt -in <this> -out <new>";

    private Pem() {}

    /**
     * All certificates, in their order.
     *
     * @throws InvalidValue if there is none, or one that cannot be read
     */
    public static List<X509Certificate> certificates(String text) {
        var certificates = new ArrayList<X509Certificate>();
        var blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            if (blocks.group(1).equals("CERTIFICATE")) {
                certificates.add(certificate(blocks.group(2), certificates.size() + 1));
            }
        }
        InvalidValue.require(
                !certificates.isEmpty(), "certificates", "none", "PEM certificates; it has no block BEGIN CERTIFICATE");
        return certificates;
    }

    private static X509Certificate certificate(String body, int number) {
        try {
            var bytes = new ByteArrayInputStream(decode(body));
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
        } catch (CertificateException | IllegalArgumentException e) {
            throw new InvalidValue(
                    "certificates",
                    number,
                    "PEM certificates; number " + number + " cannot be read: " + e.getMessage());
        }
    }

    /**
     * The first private key.
     *
     * @param algorithm of the certificate's public key
     * @throws InvalidValue if there is none, or one that is locked, in another format or of another kind
     */
    static PrivateKey key(String text, String algorithm) {
        var body = keyBody(text);
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(decode(body)));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            throw new InvalidValue(
                    "key",
                    "",
                    "the key of the certificate, of kind " + algorithm + "; this one cannot be read as such");
        }
    }

    private static String keyBody(String text) {
        var other = Optional.<String>empty();
        var blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            if (blocks.group(1).equals("PRIVATE KEY")) {
                return blocks.group(2);
            } else if (blocks.group(1).endsWith("PRIVATE KEY")) {
                other = Optional.of(blocks.group(1));
            }
        }
        // Some formats have headers within their blocks, so the first line must do.
        boolean locked = text.contains("ENCRYPTED");
        var expected = locked
                ? "a key without a password" + TO_PKCS8
                : "a PEM key; it has no block BEGIN PRIVATE KEY"
                        + other.map(found -> " but one of " + found + TO_PKCS8).orElse("");
        throw new InvalidValue("key", "", expected);
    }

    private static byte[] decode(String body) {
        return Base64.getMimeDecoder().decode(body);
    }
}
