package flotilla.node.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/** Believes an endpoint whose chain the JDK's check accepts, whose own certificate is valid now and is for its host. */
final class EndpointTrust extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager chains;
    private final TlsPolicy policy;

    /** @param chains checks chains, and nothing but chains */
    EndpointTrust(X509ExtendedTrustManager chains, TlsPolicy policy) {
        this.chains = chains;
        this.policy = policy;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (policy.verify()) {
            chains.checkServerTrusted(chain, authType, engine);
            check(chain[0], engine.getHandshakeSession());
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        if (policy.verify()) {
            chains.checkServerTrusted(chain, authType, socket);
            check(chain[0], ((SSLSocket) socket).getHandshakeSession());
        }
    }

    private void check(X509Certificate certificate, SSLSession session) throws CertificateException {
        // The JDK does not look at the dates of a certificate that is itself among the trusted ones.
        certificate.checkValidity();
        ServerIdentity.require(
                policy.serverName().isEmpty() ? session.getPeerHost() : policy.serverName(), certificate);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("a server is only believed on a connection");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw notAServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw notAServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw notAServer();
    }

    private static CertificateException notAServer() {
        return new CertificateException("no clients are expected here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains.getAcceptedIssuers();
    }
}
