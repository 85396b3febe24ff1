package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import flotilla.node.tls.TlsIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS of a program that asks a node: whom it believes and what it shows, from PEM files. */
public final class ClientTls {

    private static final char[] NO_PASSWORD = new char[0];

    private ClientTls() {}

    /**
     * Reads the files.
     *
     * @param ca empty: those whom the JDK believes
     * @throws IOException naming the file and what is wrong with it
     */
    public static SSLContext context(Optional<Path> ca, Optional<Path> cert, Optional<Path> key) throws IOException {
        try {
            var keys = KeyManagerFactory.getInstance("PKIX");
            var own = emptyStore();
            if (cert.isPresent() && key.isPresent()) {
                var identity = identity(cert.get(), key.get());
                own.setKeyEntry(
                        "own", identity.key(), NO_PASSWORD, identity.chain().toArray(X509Certificate[]::new));
            }
            keys.init(own, NO_PASSWORD);
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(ca.isPresent() ? authorities(ca.get()) : null);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyStore authorities(Path file) throws GeneralSecurityException, IOException {
        var store = emptyStore();
        try {
            for (var certificate : Pem.certificates(text(file))) {
                store.setCertificateEntry("ca" + store.size(), certificate);
            }
        } catch (InvalidValue invalid) {
            throw new IOException(file + ": expected " + invalid.expected(), invalid);
        }
        return store;
    }

    private static TlsIdentity identity(Path cert, Path key) throws IOException {
        try {
            var chain = Pem.certificates(text(cert));
            return new TlsIdentity(
                    Pem.key(text(key), chain.getFirst().getPublicKey().getAlgorithm()), chain);
        } catch (InvalidValue invalid) {
            throw new IOException(cert + " and " + key + ": expected " + invalid.expected(), invalid);
        }
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + ": may not be read", e);
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
