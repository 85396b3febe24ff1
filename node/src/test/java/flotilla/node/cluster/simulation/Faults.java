package flotilla.node.cluster.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What goes wrong, and when. */
final class Faults {

    private record Window(long from, long to, Set<Integer> nodes) {
        boolean holds(long nanos) {
            return nanos >= from && nanos < to;
        }
    }

    private final List<Window> freezes = new ArrayList<>();
    private final List<Window> partitions = new ArrayList<>();

    static Faults none() {
        return new Faults();
    }

    /** This node does nothing within the window, and finds all at its end that was sent to it meanwhile. */
    Faults freeze(int node, Duration from, Duration to) {
        freezes.add(new Window(from.toNanos(), to.toNanos(), Set.of(node)));
        return this;
    }

    /** These nodes and the others hear nothing of each other within the window. */
    Faults partition(Set<Integer> side, Duration from, Duration to) {
        partitions.add(new Window(from.toNanos(), to.toNanos(), Set.copyOf(side)));
        return this;
    }

    boolean connected(int one, int other, long nanos) {
        return partitions.stream()
                .filter(window -> window.holds(nanos))
                .allMatch(window -> window.nodes.contains(one) == window.nodes.contains(other));
    }

    boolean frozen(int node, long nanos) {
        return awake(node, nanos) != nanos;
    }

    /** The first moment from this one on at which the node does not stand still. */
    long awake(int node, long nanos) {
        for (var window : freezes) {
            if (window.nodes.contains(node) && window.holds(nanos)) {
                return window.to;
            }
        }
        return nanos;
    }
}
