package flotilla.node.cluster.tunnel;

import flotilla.discovery.NamedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Reads certificates and keys from PEM files (RFC 7468); every failure names the file. */
final class Pem {

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private Pem() {}

    /** All certificates of a file, at least one. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        try (var in = new ByteArrayInputStream(bytes(file))) {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (found.isEmpty()) {
                throw new IOException(file + ": no certificate in it (expected: PEM, BEGIN CERTIFICATE)");
            }
            return found;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    file + ": not a certificate (expected: PEM, BEGIN CERTIFICATE): " + e.getMessage(), e);
        }
    }

    /** The key in a file, in PKCS #8 and not encrypted. */
    static PrivateKey key(Path file, PublicKey other) throws IOException {
        var text = new String(bytes(file), StandardCharsets.ISO_8859_1);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(file + ": no key in it (expected: PEM, BEGIN PRIVATE KEY)");
        }
        try {
            var encoded = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
            return KeyFactory.getInstance(other.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + ": not the key of the certificate: " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            return NamedFile.bytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file (flotilla cert makes it)", e);
        }
    }
}
