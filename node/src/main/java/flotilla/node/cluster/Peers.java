package flotilla.node.cluster;

import flotilla.node.cluster.RefusedMessage.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * The newest report of each other node, and what they come to together.
 *
 * <p>Each node writes its own report alone, so nothing is ever merged: of two reports of one node the later counts, by
 * epoch (a restart) and sequence. A report that was long on its way is refused ({@link Senders}), one that is followed by
 * none fades ({@link Freshness}), and one whose node has left is dropped at once, and refused should it still arrive.
 * Hence a node that dies, freezes or is cut off stops counting within a second, whatever else is known of it.
 *
 * <p>Sums are kept as they change, so a report costs as much as it is long, however many nodes there are.
 *
 * <p>Threads: one at a time, but for {@link #all}, which reads what was last published.
 */
public final class Peers {

    /** A node that says nothing for so long is not shown any more. */
    private static final long FORGOTTEN_NANOS = Duration.ofSeconds(60).toNanos();

    /** What is kept of one node. */
    private static final class Known {
        private final Peer peer;
        private int counted;

        Known(Peer peer) {
            this.peer = peer;
        }
    }

    private final Predicate<String> leaving;
    private final Senders senders;
    private final Tallies tallies;
    private final Map<String, Known> known = new LinkedHashMap<>();

    private volatile List<Peer> published = List.of();

    /** @param leaving whether a node, by its id, has said that it is about to go */
    Peers(Senders senders, Tallies tallies, Predicate<String> leaving) {
        this.leaving = leaving;
        this.senders = senders;
        this.tallies = tallies;
    }

    /** All nodes that were heard of lately, in the order of their ids; from any thread. */
    public List<Peer> all() {
        return published;
    }

    /**
     * Takes a report.
     *
     * @throws RefusedMessage if it is not to count: then nothing has changed
     */
    void take(NodeReport report, long nowNanos) throws RefusedMessage {
        var origin = report.origin();
        long sentNanos = senders.admit(origin, nowNanos);
        var before = known.get(origin.node().node());
        if (before != null && !origin.after(before.peer.report().origin())) {
            throw new RefusedMessage(
                    Reason.OVERTAKEN, origin + " after " + before.peer.report().origin());
        }
        var loadsBefore =
                before == null ? List.<EndpointLoad>of() : before.peer.report().loads();
        if (before != null) {
            count(before, 0);
        }
        var next = new Known(new Peer(report, sentNanos));
        known.put(origin.node().node(), next);
        count(next, next.peer.weight(nowNanos));
        tallies.publish(loadsBefore);
        tallies.publish(report.loads());
        publish();
    }

    /** A member is there (again): what it said in another life counts no more. */
    void joined(Member node) {
        var before = known.get(node.node());
        if (before != null && before.peer.node().epoch() != node.epoch()) {
            drop(before);
        }
    }

    /** A member has left: what it said counts no more. */
    void left(Member node) {
        var before = known.get(node.node());
        if (before != null && before.peer.node().epoch() <= node.epoch()) {
            drop(before);
        }
    }

    /** Lets reports fade, and compares the traffic anew. */
    void age(long nowNanos) {
        for (var each : List.copyOf(known.values())) {
            count(each, each.peer.weight(nowNanos));
            if (each.peer.ageNanos(nowNanos) > FORGOTTEN_NANOS) {
                drop(each);
            }
        }
        tallies.compare(this::trafficTo);
        tallies.publish();
    }

    /** Counts everything anew, after the endpoints have changed. */
    void recount() {
        tallies.clear();
        for (var each : known.values()) {
            tallies.add(each.peer.report().loads(), each.counted);
        }
    }

    /** How many nodes still count, those that fade in part. */
    double seen() {
        return sum(report -> 1);
    }

    /** What they are asked for under this limit, per second, faded by age. */
    double demandOf(long limit) {
        return sum(report -> report.demandOf(limit));
    }

    private double trafficTo(long upstream, double prior) {
        return sum(report -> leaving.test(report.origin().node().node()) ? 0 : report.trafficTo(upstream) + prior);
    }

    /** What fresh peers have of this upstream's traffic, those about to go too. */
    double traffic(long upstream) {
        return sum(report -> report.trafficTo(upstream));
    }

    /** What fails of it at fresh peers. */
    double failures(long upstream) {
        return sum(report -> report.failuresAt(upstream));
    }

    private double sum(ToDoubleFunction<NodeReport> part) {
        double sum = 0;
        for (var each : known.values()) {
            sum += part.applyAsDouble(each.peer.report()) * each.counted / Freshness.WHOLE;
        }
        return sum;
    }

    private void drop(Known gone) {
        count(gone, 0);
        known.remove(gone.peer.node().node());
        tallies.compare(this::trafficTo);
        tallies.publish();
        publish();
    }

    private void count(Known each, int weight) {
        if (weight != each.counted) {
            tallies.add(each.peer.report().loads(), weight - each.counted);
            each.counted = weight;
        }
    }

    private void publish() {
        var all = new ArrayList<Peer>(known.size());
        known.values().forEach(each -> all.add(each.peer));
        all.sort(Comparator.comparing(peer -> peer.node().node()));
        published = List.copyOf(all);
    }
}
