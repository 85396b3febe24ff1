package flotilla.ops.admin;

import flotilla.node.tls.TlsIdentity;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * TLS of the admin port.
 *
 * @param identity what it shows
 * @param clientAuthorities who sign client certificates; empty: none is asked for
 */
public record AdminTls(TlsIdentity identity, List<X509Certificate> clientAuthorities) {

    private static final char[] NO_PASSWORD = new char[0];

    public AdminTls {
        clientAuthorities = List.copyOf(clientAuthorities);
    }

    SSLContext context() {
        try {
            var own = emptyStore();
            own.setKeyEntry("own", identity.key(), NO_PASSWORD, identity.chain().toArray(X509Certificate[]::new));
            var keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(own, NO_PASSWORD);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a certificate that was read cannot be used", e);
        }
    }

    /** Whether a client certificate is signed by one of the authorities, and good today. */
    boolean trusts(X509Certificate[] chain) {
        try {
            for (var manager : trust()) {
                if (manager instanceof X509TrustManager clients) {
                    clients.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
                    return true;
                }
            }
            return false;
        } catch (GeneralSecurityException | IOException _) {
            return false;
        }
    }

    /** Nobody by default: the JDK's own authorities sign for the whole world. */
    private TrustManager[] trust() throws GeneralSecurityException, IOException {
        var authorities = emptyStore();
        for (int i = 0; i < clientAuthorities.size(); i++) {
            authorities.setCertificateEntry("ca" + i, clientAuthorities.get(i));
        }
        if (clientAuthorities.isEmpty()) {
            return new TrustManager[0];
        }
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(authorities);
        return trust.getTrustManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
