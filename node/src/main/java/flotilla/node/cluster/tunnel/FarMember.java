package flotilla.node.cluster.tunnel;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Time;
import flotilla.node.cluster.directory.MemberAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another member, as this machine reaches it: a port on the loopback address the member goes by, whose connections come out at
 * that member. The port is open only while the member can be reached and believes us; otherwise a connection is refused at
 * once, as the dead member's own machine would do, and Hazelcast knows what that means.
 *
 * <p>Two nodes on one machine both want the port for a member elsewhere. One has it and serves both; the other goes on
 * asking for it, to have it when the first one ends.
 */
final class FarMember {

    private static final Logger LOG = LoggerFactory.getLogger(FarMember.class);
    private static final Duration AGAIN = Duration.ofMillis(500);
    private static final int MOST_REASONS = 16;

    private final InetSocketAddress known;
    private final Dialler dialler;
    private final Passages passages;
    private final Time time;

    private volatile MemberAddress member;

    @GuardedBy("this") private @Nullable Door door;

    /** Whether another node on this machine has the port, whose connections come out at the member as well. */
    @GuardedBy("this") private boolean shared;

    @GuardedBy("this") private boolean asking;

    @GuardedBy("this") private boolean closed;

    @GuardedBy("this") private long next;

    /** Those said since it was reached last: a net that is down finds a new one every second. */
    @GuardedBy("this") private final Set<String> reasons = new HashSet<>();

    private volatile String trouble = "not reached yet";

    FarMember(MemberAddress member, Dialler dialler, Passages passages, Time time) {
        this.member = member;
        this.known = LoopbackAddresses.known(member.address());
        this.dialler = dialler;
        this.passages = passages;
        this.time = time;
        this.next = time.nanos();
    }

    InetSocketAddress known() {
        return known;
    }

    /** The same address may be listed under another name by now. */
    void listedAs(MemberAddress listed) {
        member = listed;
    }

    synchronized boolean reachable() {
        return door != null || shared;
    }

    /** Why it cannot be reached, or empty. */
    String trouble() {
        return trouble.isEmpty() ? "" : member + ": " + trouble;
    }

    /** Asks the member, unless it is reached already or was asked just now. */
    synchronized void look() {
        if (shared && !closed) {
            takeOver();
        } else if (!closed && door == null && !asking && time.nanos() - next >= 0) {
            asking = true;
            Thread.ofVirtual().name("tunnel asks " + member).start(this::ask);
        }
    }

    /** The node that had the port may have ended; soon enough, and its members' connections find ours. */
    @GuardedBy("this") private void takeOver() {
        try {
            open();
        } catch (IOException e) {
            down(e);
        }
    }

    private void ask() {
        var raw = new Socket();
        var passage = passages.open(raw);
        try {
            if (passage.isEmpty()) {
                throw new IOException("too many connections");
            }
            dialler.dial(member, raw, FirstWord.ASK);
            up();
        } catch (IOException e) {
            down(e);
        } finally {
            passage.ifPresent(Passage::cut);
        }
    }

    private synchronized void up() throws IOException {
        asking = false;
        if (closed || door != null) {
            return;
        }
        open();
        if (!trouble.isEmpty()) {
            LOG.info("{}: {} -> reachable", member, trouble);
        }
        trouble = "";
        reasons.clear();
    }

    @GuardedBy("this") private void open() throws IOException {
        try {
            door = Door.open(known, time, this::forward);
            shared = false;
        } catch (BindException e) {
            shared = String.valueOf(e.getMessage()).contains("in use");
            if (!shared) {
                throw e;
            }
        }
    }

    private synchronized void down(IOException cause) {
        asking = false;
        next = time.nanos() + AGAIN.toNanos();
        shared = false;
        if (door != null) {
            door.close();
            door = null;
        }
        var reason = String.valueOf(cause.getMessage());
        if (!closed && reasons.size() < MOST_REASONS && reasons.add(reason)) {
            LOG.info("{}: {} -> not reachable: {}", member, trouble.isEmpty() ? "reachable" : trouble, reason);
        }
        trouble = reason;
    }

    private void forward(Socket local) {
        var passage = passages.open(local);
        if (passage.isEmpty()) {
            Passage.reset(local);
            return;
        }
        var raw = new Socket();
        try {
            Passage.tuned(local);
            passage.get().with(raw);
            passage.get().carry(local, dialler.dial(member, raw, FirstWord.ENTER));
        } catch (IOException e) {
            passage.get().cut();
            down(e);
        }
    }

    synchronized void close() {
        closed = true;
        if (door != null) {
            door.close();
            door = null;
        }
    }
}
