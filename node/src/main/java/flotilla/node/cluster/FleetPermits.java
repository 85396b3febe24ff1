package flotilla.node.cluster;

import flotilla.node.balance.Mixed;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * What one node may hold at one time of what the whole fleet may, such as requests in flight to an upstream. What is held is
 * given back only by whoever holds it, as with connections, so it is split by the rules of {@link ConnectionShare}: what is
 * asked for takes the place of attempts in flight, what is held that of open connections. A node that is alone has the whole.
 *
 * <p>Others are told both numbers, as two demands under two keys.
 *
 * <p>Threads: any reads {@link #share}; the fleet's call the rest in turns, and {@code changed} is called by them.
 */
public final class FleetPermits {

    private final int max;
    private final ConnectionShare parts = new ConnectionShare();
    private final Runnable changed;
    private final Told asked;
    private final Told held;
    private volatile int share;

    /**
     * @param name between nodes
     * @param max of the whole fleet
     * @param held permits that this node holds now
     * @param asked the same with those that wait for one
     * @param changed called when {@link #share} is another; must not block
     */
    public FleetPermits(String name, int max, IntSupplier held, IntSupplier asked, Runnable changed) {
        this.max = max;
        this.share = max;
        this.changed = changed;
        this.asked = new Told(Mixed.hash("asked: " + name), asked, false);
        this.held = new Told(Mixed.hash("held: " + name), held, true);
    }

    /** What this node may hold now. */
    public int share() {
        return share;
    }

    /** What other nodes are told, in the order in which it is to be shared. */
    public List<SharedLimit> told() {
        return List.of(asked, held);
    }

    private void share(double seen, double expected) {
        int next = parts.next(
                max,
                new ConnectionShare.Load(asked.before, held.before),
                new ConnectionShare.Load(asked.ofPeers, held.ofPeers),
                seen,
                expected);
        if (next != share) {
            share = next;
            changed.run();
        }
    }

    /** One of the two numbers. */
    private final class Told implements SharedLimit {
        private final long key;
        private final IntSupplier source;
        private final boolean last;
        private int before;
        private int now;
        private double ofPeers;

        Told(long key, IntSupplier source, boolean last) {
            this.key = key;
            this.source = source;
            this.last = last;
        }

        @Override
        public long key() {
            return key;
        }

        /** What was told last counts as this node's own too: see {@link ConnectionShare}. */
        @Override
        public void count(long nanos) {
            before = now;
            now = Math.max(0, source.getAsInt());
        }

        @Override
        public double demand() {
            return now;
        }

        @Override
        public void share(double peersDemand, double seen, double expected, long nowNanos) {
            ofPeers = peersDemand;
            if (last) {
                FleetPermits.this.share(seen, expected);
            }
        }
    }
}
