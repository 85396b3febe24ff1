package flotilla.node.tls;

import flotilla.discovery.Endpoint;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS to the endpoints of one upstream, as its {@link TlsPolicy} says. Sessions are kept here by host and port, so that
 * a later connection to the same endpoint, from whatever thread, takes up where an earlier one ended.
 *
 * <p>Threads: any. The context is made when it is first wanted, which reads the JDK's trust store from disk; {@link
 * #prepare} has that done in time by a thread that may wait.
 */
public final class EndpointTls {

    private static final String PROTOCOL = "https";
    private static final String APPLICATION_PROTOCOL = "http/1.1";
    private static final char[] NO_PASSWORD = new char[0];
    private static final int SESSION_SECONDS = 3600;

    private final TlsPolicy policy;

    private volatile @Nullable SSLContext context;

    private EndpointTls(TlsPolicy policy) {
        this.policy = policy;
    }

    public static EndpointTls of(TlsPolicy policy) {
        return new EndpointTls(policy);
    }

    public TlsPolicy policy() {
        return policy;
    }

    /** Whether TLS is spoken to this endpoint. */
    public boolean speaksTo(Endpoint endpoint) {
        return policy.enabled() || PROTOCOL.equals(endpoint.labels().get("protocol"));
    }

    /**
     * Makes the context now, if there is none yet.
     *
     * @throws IllegalStateException if the JDK cannot use what the policy trusts or shows
     */
    public void prepare() {
        context();
    }

    /** The client's side of a new connection to this endpoint. */
    public SSLEngine engine(Endpoint endpoint) {
        var engine = context().createSSLEngine(endpoint.host(), endpoint.port());
        engine.setUseClientMode(true);
        engine.setSSLParameters(parameters(endpoint, engine.getSSLParameters()));
        return engine;
    }

    /** Lays TLS over a connected socket; its handshake has not begun. Closing it closes the socket. */
    public SSLSocket over(Socket connected, Endpoint endpoint) throws IOException {
        var socket = (SSLSocket)
                context().getSocketFactory().createSocket(connected, endpoint.host(), endpoint.port(), true);
        socket.setUseClientMode(true);
        socket.setSSLParameters(parameters(endpoint, socket.getSSLParameters()));
        return socket;
    }

    private SSLParameters parameters(Endpoint endpoint, SSLParameters parameters) {
        var name = policy.serverName().isEmpty() ? endpoint.host() : policy.serverName();
        List<SNIServerName> names = ServerIdentity.literal(name) == null
                ? List.of(new SNIHostName(name.getBytes(StandardCharsets.US_ASCII)))
                : List.of();
        parameters.setServerNames(names);
        parameters.setProtocols(policy.minVersion().spoken());
        parameters.setApplicationProtocols(new String[] {APPLICATION_PROTOCOL});
        // The name is checked by EndpointTrust.
        parameters.setEndpointIdentificationAlgorithm(null);
        return parameters;
    }

    private SSLContext context() {
        var made = context;
        return made == null ? make() : made;
    }

    private synchronized SSLContext make() {
        var made = context;
        if (made == null) {
            try {
                made = SSLContext.getInstance("TLS");
                made.init(keys(), new TrustManager[] {new EndpointTrust(chains(), policy)}, null);
                made.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException("no TLS with these certificates: " + e.getMessage(), e);
            }
            context = made;
        }
        return made;
    }

    private KeyManager @Nullable [] keys() throws GeneralSecurityException, IOException {
        if (policy.identity().isEmpty()) {
            return null;
        }
        var identity = policy.identity().get();
        var store = emptyStore();
        store.setKeyEntry("us", identity.key(), NO_PASSWORD, identity.chain().toArray(X509Certificate[]::new));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private X509ExtendedTrustManager chains() throws GeneralSecurityException, IOException {
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(policy.trusted().isEmpty() ? null : trusted());
        for (var manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager chains) {
                return chains;
            }
        }
        throw new GeneralSecurityException("this JDK checks no X.509 chains");
    }

    private KeyStore trusted() throws GeneralSecurityException, IOException {
        var store = emptyStore();
        for (var certificate : policy.trusted()) {
            store.setCertificateEntry("ca" + store.size(), certificate);
        }
        return store;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
