package flotilla.node.cluster.tunnel;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Time;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The side of the tunnel that is dialled: lets in whoever shows a certificate of the cluster's authority, and joins it to the
 * member on this machine. Not a byte reaches the member before that.
 */
final class Entrance {

    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);
    private static final int CONNECT_MILLIS = 1_000;
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final InetSocketAddress inner;
    private final Supplier<Credentials> credentials;
    private final Passages passages;
    private final Time time;

    @GuardedBy("this") private long said;

    @GuardedBy("this") private int unsaid;

    Entrance(InetSocketAddress inner, Supplier<Credentials> credentials, Passages passages, Time time) {
        this.inner = inner;
        this.credentials = credentials;
        this.passages = passages;
        this.time = time;
        this.said = time.nanos() - QUIET.toNanos();
    }

    /** Someone at the port that others reach. */
    void visit(Socket raw) {
        var passage = passages.admit(raw);
        if (passage.isEmpty()) {
            turnedAway(raw, "too many connections");
            Passage.reset(raw);
            return;
        }
        try {
            admit(raw, passage.get());
        } catch (SSLException e) {
            // Who only looks whether the port is open, as a registry's check does, has done nothing wrong.
            if (!(e.getCause() instanceof EOFException)) {
                turnedAway(raw, String.valueOf(e.getMessage()));
            }
            passage.get().cut();
        } catch (IOException e) {
            LOG.debug("{} did not come in", raw, e);
            passage.get().cut();
        }
    }

    private void admit(Socket raw, Passage passage) throws IOException {
        Passage.tuned(raw).setSoTimeout((int) Passage.SETUP.toMillis());
        var socket = credentials.get().accepting(raw);
        socket.startHandshake();
        int word = socket.getInputStream().read();
        if (word == FirstWord.ASK) {
            socket.getOutputStream().write(FirstWord.WELCOME);
            socket.getInputStream().read();
            passage.cut();
        } else if (word == FirstWord.ENTER) {
            var member = connectInner(passage);
            socket.getOutputStream().write(FirstWord.WELCOME);
            raw.setSoTimeout(0);
            passage.carry(socket, member);
        } else {
            throw new SSLException("begins with " + word + " (expected: a word of the tunnel)");
        }
    }

    /** Someone on this machine, who could reach the member as well. */
    void visitFromHere(Socket raw) {
        var passage = passages.open(raw);
        if (passage.isEmpty()) {
            Passage.reset(raw);
            return;
        }
        try {
            Passage.tuned(raw);
            passage.get().carry(raw, connectInner(passage.get()));
        } catch (IOException e) {
            LOG.debug("{} did not come in", raw, e);
            passage.get().cut();
        }
    }

    private Socket connectInner(Passage passage) throws IOException {
        var member = new Socket();
        passage.with(member);
        member.connect(inner, CONNECT_MILLIS);
        return Passage.tuned(member);
    }

    /** One line in ten seconds: whoever knocks all day does not fill a disk. */
    private void turnedAway(Socket raw, String reason) {
        int more;
        synchronized (this) {
            if (time.nanos() - said < QUIET.toNanos()) {
                unsaid++;
                return;
            }
            said = time.nanos();
            more = unsaid;
            unsaid = 0;
        }
        LOG.warn(
                "{} was not let into the cluster: {} ({} others since the last such line)",
                raw.getRemoteSocketAddress(),
                reason,
                more);
    }
}
