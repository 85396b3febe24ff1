package flotilla.node.cluster.tunnel;

import flotilla.node.cluster.directory.MemberAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;

/** The side of the tunnel that dials: makes sure of whom it has reached, and that it was believed itself. */
final class Dialler {

    private static final int CONNECT_MILLIS = 1_000;
    private static final int READ_MILLIS = 2_000;

    private final Supplier<Credentials> credentials;

    Dialler(Supplier<Credentials> credentials) {
        this.credentials = credentials;
    }

    /**
     * Dials a member; the connection is that of the passage from its first moment on.
     *
     * @param raw not connected yet
     * @param word what the member is told to expect
     */
    SSLSocket dial(MemberAddress member, Socket raw, int word) throws IOException {
        raw.connect(member.address(), CONNECT_MILLIS);
        Passage.tuned(raw).setSoTimeout(READ_MILLIS);
        var socket = credentials.get().dialling(raw);
        socket.startHandshake();
        requireName(member, socket);
        socket.getOutputStream().write(word);
        if (socket.getInputStream().read() != FirstWord.WELCOME) {
            throw new IOException("it did not let us in");
        }
        raw.setSoTimeout(0);
        return socket;
    }

    /** The certificate has to name the member as it was written down or by its id, or else its address. */
    private static void requireName(MemberAddress member, SSLSocket socket) throws IOException {
        var names = CertificateNames.of((X509Certificate) socket.getSession().getPeerCertificates()[0]);
        InetSocketAddress address = member.address();
        if (!names.name(member.name()) && !names.name(address.getAddress())) {
            throw new IOException("its certificate names " + names + " (expected: " + member.name() + ")");
        }
    }
}
