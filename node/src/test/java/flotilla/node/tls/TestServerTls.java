package flotilla.node.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** The server's side of TLS for sockets that a test has accepted, counting handshakes and sessions. */
public final class TestServerTls implements UnaryOperator<Socket> {

    private final TlsIdentity identity;
    private final AtomicInteger handshakes = new AtomicInteger();
    private final Set<Long> sessions = ConcurrentHashMap.newKeySet();
    private final SSLContext context;
    private final boolean wantsClients;

    private volatile UnaryOperator<SSLParameters> adapt = parameters -> parameters;

    private TestServerTls(TlsIdentity identity, TrustManager @Nullable [] clients) {
        this.identity = identity;
        this.wantsClients = clients != null;
        try {
            context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new Keys()}, clients, null);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static TestServerTls of(TlsIdentity identity) {
        return new TestServerTls(identity, null);
    }

    /** One that speaks only to clients with a certificate of this authority. */
    public static TestServerTls thatAsks(TlsIdentity identity, X509Certificate authority) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("clients", authority);
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            return new TestServerTls(identity, trust.getTrustManagers());
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Speaks no protocol but this. */
    public TestServerTls only(String protocol) {
        return adapting(parameters -> {
            parameters.setProtocols(new String[] {protocol});
            return parameters;
        });
    }

    public TestServerTls adapting(UnaryOperator<SSLParameters> change) {
        adapt = change;
        return this;
    }

    /** Handshakes that ended well, ever. */
    public int handshakes() {
        return handshakes.get();
    }

    /** Sessions that were begun in those, and not taken up, told apart by their beginnings to the millisecond. */
    public int sessions() {
        return sessions.size();
    }

    @Override
    public SSLSocket apply(Socket accepted) {
        try {
            var socket = (SSLSocket) context.getSocketFactory().createSocket(accepted, null, true);
            socket.setUseClientMode(false);
            var parameters = adapt.apply(socket.getSSLParameters());
            parameters.setNeedClientAuth(wantsClients);
            socket.setSSLParameters(parameters);
            socket.addHandshakeCompletedListener(event -> {
                sessions.add(event.getSession().getCreationTime());
                handshakes.incrementAndGet();
            });
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Keys extends X509ExtendedKeyManager {

        @Override
        public String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return "server";
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            throw new UnsupportedOperationException("a server");
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {"server"};
        }

        @Override
        public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[0];
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return identity.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return identity.key();
        }
    }
}
