package flotilla.node.cluster.tunnel;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Who this member is for the others, and whom it believes: the certificate files as they were at one moment. */
final class Credentials {

    private static final char[] NO_PASSWORD = new char[0];
    private static final String[] PROTOCOLS = {"TLSv1.3"};

    /** How long a session may be taken up again without a certificate, in seconds: one that expires is asked for soon. */
    private static final int SESSION_SECONDS = 60;

    private final X509Certificate certificate;
    private final SSLContext context;

    private Credentials(X509Certificate certificate, SSLContext context) {
        this.certificate = certificate;
        this.context = context;
    }

    /**
     * Reads the files.
     *
     * @param node whom the certificate has to name
     * @throws IOException naming the file and what is wrong with it
     */
    static Credentials load(MemberTls files, String node) throws IOException {
        var trusted = Pem.certificates(files.ca());
        var chain = Pem.certificates(files.certificate());
        var certificate = chain.getFirst();
        var key = Pem.key(files.key(), certificate.getPublicKey());
        var names = CertificateNames.of(certificate);
        if (!names.name(node)) {
            throw new IOException(
                    files.certificate() + ": names " + names + " (expected: " + node + ", this node's id)");
        }
        try {
            requirePair(files, certificate, key);
            return new Credentials(certificate, context(trusted, chain, key));
        } catch (GeneralSecurityException e) {
            throw new IOException(files.certificate() + ": cannot be used: " + e.getMessage(), e);
        }
    }

    /** Of two files that are replaced one after the other, the first alone must not count. */
    private static void requirePair(MemberTls files, X509Certificate certificate, PrivateKey key)
            throws GeneralSecurityException, IOException {
        var algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256with" + key.getAlgorithm();
        var signing = Signature.getInstance(key.getAlgorithm().equals("EdDSA") ? "EdDSA" : algorithm);
        signing.initSign(key);
        signing.update(certificate.getSignature());
        var signature = signing.sign();
        signing.initVerify(certificate.getPublicKey());
        signing.update(certificate.getSignature());
        if (!signing.verify(signature)) {
            throw new IOException(files.key() + ": not the key of " + files.certificate());
        }
    }

    private static SSLContext context(List<X509Certificate> trusted, List<X509Certificate> chain, PrivateKey key)
            throws GeneralSecurityException, IOException {
        var own = emptyStore();
        own.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, NO_PASSWORD);
        var authorities = emptyStore();
        for (int i = 0; i < trusted.size(); i++) {
            authorities.setCertificateEntry("ca" + i, trusted.get(i));
        }
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(authorities);
        var context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
        context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
        return context;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    /** TLS of the side that was dialled: it asks for a certificate and takes nobody without. */
    SSLSocket accepting(Socket raw) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory().createSocket(raw, null, true);
        socket.setEnabledProtocols(PROTOCOLS);
        socket.setNeedClientAuth(true);
        return socket;
    }

    /** TLS of the side that dials. */
    SSLSocket dialling(Socket raw) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory().createSocket(raw, null, raw.getPort(), true);
        socket.setEnabledProtocols(PROTOCOLS);
        return socket;
    }

    Instant expires() {
        return certificate.getNotAfter().toInstant();
    }

    @Override
    public String toString() {
        return certificate.getSubjectX500Principal().getName() + ", number "
                + certificate.getSerialNumber().toString(16) + ", until " + expires();
    }
}
