package flotilla.node.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The nodes that take part in checking: this one, and each other whose newest report is younger than 1.5 seconds. Who
 * comes is taken a second later, so that a node that comes and goes moves no checks; who goes is let go at once, and so is who
 * says that it will. Not for
 * several threads.
 *
 * <p>Worked example: a node is first heard at 0 s, takes part from 1 s on, freezes at 10 s and is out at 11.5 s.
 */
final class LiveNodes {

    private static final long SILENT_NANOS = Duration.ofMillis(1500).toNanos();
    private static final long PROBATION_NANOS = Duration.ofSeconds(1).toNanos();

    private final String self;
    private final Map<String, Long> since = new HashMap<>();

    LiveNodes(Member self) {
        this.self = self.node();
    }

    /**
     * The ids of those that take part now, in order.
     *
     * @param leaving those that said they are about to go
     */
    Set<String> at(long nowNanos, Collection<Peer> peers, Set<String> leaving) {
        var heard = new HashSet<String>();
        for (var peer : peers) {
            if (peer.ageNanos(nowNanos) < SILENT_NANOS
                    && !leaving.contains(peer.node().node())) {
                heard.add(peer.node().node());
            }
        }
        since.keySet().retainAll(heard);
        heard.forEach(node -> since.putIfAbsent(node, nowNanos));
        var live = new TreeSet<String>();
        live.add(self);
        since.forEach((node, begun) -> {
            if (nowNanos - begun >= PROBATION_NANOS) {
                live.add(node);
            }
        });
        return live;
    }
}
