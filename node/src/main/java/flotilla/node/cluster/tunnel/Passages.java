package flotilla.node.cluster.tunnel;

import flotilla.discovery.Time;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All connections through one tunnel, and the bounds of their number. */
final class Passages {

    private static final int MOST = 1024;
    private static final int MOST_UNKNOWN = 256;
    private static final int MOST_UNKNOWN_OF_ONE = 32;

    private final Time time;
    private final Set<Passage> all = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Passages(Time time) {
        this.time = time;
    }

    /** A passage for a connection of this machine; empty if there are too many. */
    Optional<Passage> open(Socket first) {
        if (all.size() >= MOST) {
            return Optional.empty();
        }
        var passage = new Passage(time, first, all::remove);
        all.add(passage);
        if (closed) {
            // A port that is being closed may take one connection more.
            passage.cut();
        }
        return Optional.of(passage);
    }

    /** A passage for a connection from outside: bounded more closely as long as nobody knows whose it is. */
    Optional<Passage> admit(Socket first) {
        var unknown = all.stream().filter(passage -> !passage.isOpen()).toList();
        var from = first.getInetAddress();
        boolean tooMany = unknown.size() >= MOST_UNKNOWN
                || unknown.stream().filter(passage -> isFrom(passage, from)).count() >= MOST_UNKNOWN_OF_ONE;
        return tooMany ? Optional.empty() : open(first);
    }

    private static boolean isFrom(Passage passage, InetAddress address) {
        return address.equals(passage.from());
    }

    /** Cuts those that take too long. */
    void sweep() {
        long now = time.nanos();
        all.stream().filter(passage -> passage.overdue(now)).toList().forEach(Passage::cut);
    }

    int size() {
        return all.size();
    }

    /** Cuts all, and those that come yet. */
    void close() {
        closed = true;
        all.forEach(Passage::cut);
    }
}
