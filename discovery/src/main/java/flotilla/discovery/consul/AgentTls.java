package flotilla.discovery.consul;

import static java.nio.charset.StandardCharsets.UTF_8;

import flotilla.discovery.NamedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS towards agents, from PEM files as they are at this moment. */
record AgentTls(SSLContext context, X509TrustManager trust) {

    private static final char[] NO_PASSWORD = new char[0];

    static AgentTls load(AgentAccess access) throws IOException, GeneralSecurityException {
        var trust = trust(access.caFile());
        var context = SSLContext.getInstance("TLS");
        context.init(keys(access), new X509TrustManager[] {trust}, null);
        return new AgentTls(context, trust);
    }

    private static X509TrustManager trust(Optional<Path> caFile) throws IOException, GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(caFile.isPresent() ? trusted(certificates(caFile.get())) : null);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("this JVM trusts no X.509 certificates"));
    }

    private static KeyStore trusted(List<Certificate> certificates) throws IOException, GeneralSecurityException {
        var store = emptyStore();
        for (var i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("ca" + i, certificates.get(i));
        }
        return store;
    }

    private static KeyManager @Nullable [] keys(AgentAccess access) throws IOException, GeneralSecurityException {
        if (access.certFile().isEmpty() || access.keyFile().isEmpty()) {
            return null;
        }
        var store = emptyStore();
        var chain = certificates(access.certFile().get()).toArray(Certificate[]::new);
        store.setKeyEntry("us", key(access.keyFile().get(), chain[0]), NO_PASSWORD, chain);
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static PrivateKey key(Path path, Certificate certificate) throws IOException, GeneralSecurityException {
        var pem = NamedFile.text(path, UTF_8);
        var begin = pem.indexOf("-----BEGIN PRIVATE KEY-----");
        var end = pem.indexOf("-----END PRIVATE KEY-----");
        if (begin < 0 || end < begin) {
            throw new InvalidKeySpecException("key_file " + path + " (expected: PEM, BEGIN PRIVATE KEY)");
        }
        var body = pem.substring(pem.indexOf('\n', begin), end);
        var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body));
        try {
            return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                    .generatePrivate(spec);
        } catch (InvalidKeySpecException e) {
            throw new InvalidKeySpecException("key_file " + path + " (expected: the key of the certificate)", e);
        }
    }

    private static List<Certificate> certificates(Path path) throws IOException, GeneralSecurityException {
        var bytes = NamedFile.bytes(path);
        try {
            return List.copyOf(
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes)));
        } catch (CertificateException e) {
            throw new CertificateException(path + ": " + e.getMessage() + " (expected: PEM certificates)", e);
        }
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
