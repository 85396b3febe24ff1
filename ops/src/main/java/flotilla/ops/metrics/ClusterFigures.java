package flotilla.ops.metrics;

import flotilla.discovery.Time;
import flotilla.node.cluster.Fleet;
import flotilla.ops.metrics.Shown.Points;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * This node in its cluster, and what the nodes of the fleet do together, as any of them knows it from the others' reports. The
 * latter are {@code flotilla_fleet_*}: each node says the same, so one is asked, or the greatest taken, never the sum.
 */
final class ClusterFigures implements MultiCollector {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Supplier<Optional<Fleet>> fleet;
    private final Time time;

    /** @param fleet empty outside a cluster: then there is nothing to show */
    ClusterFigures(Supplier<Optional<Fleet>> fleet, Time time) {
        this.fleet = fleet;
        this.time = time;
    }

    @Override
    public MetricSnapshots collect() {
        var shown = new Shown();
        fleet.get().ifPresent(present -> {
            members(present, shown);
            messages(present, shown);
            sums(present, shown);
        });
        return new MetricSnapshots(shown.metrics());
    }

    private void members(Fleet present, Shown shown) {
        shown.gauge(
                "flotilla_cluster_members",
                "Members of the cluster, this one included.",
                1 + present.members().size());
        shown.gauge(
                "flotilla_cluster_members_expected",
                "Members that there should be; 0: nobody says.",
                present.expected());
        var ages = new Points();
        for (var peer : present.peers()) {
            ages.add(Labels.of("node", peer.node().node()), peer.ageNanos(time.nanos()) / NANOS_PER_SECOND);
        }
        shown.gauge("flotilla_cluster_report_age_seconds", "Since the peer's newest report was sent.", ages);
    }

    private static void messages(Fleet present, Shown shown) {
        var counts = present.messages();
        shown.counter(
                "flotilla_cluster_messages_sent",
                "Messages to the other members, each counted once, however many get it.",
                counts.sent());
        shown.counter("flotilla_cluster_sent_bytes", "Bytes of these messages.", counts.bytesSent());
        shown.counter("flotilla_cluster_messages_received", "Messages from other members.", counts.received());
        shown.counter("flotilla_cluster_received_bytes", "Bytes of these messages.", counts.bytesReceived());
        var refused = new Points();
        counts.refusals()
                .counts()
                .forEach((reason, count) ->
                        refused.add(Labels.of("reason", reason.name().toLowerCase(Locale.ROOT)), count));
        shown.counter("flotilla_cluster_messages_refused", "Messages that were not taken, and why.", refused);
    }

    private static void sums(Fleet present, Shown shown) {
        var requests = new Points();
        var failures = new Points();
        var inFlight = new Points();
        for (var sum : present.sums()) {
            var labels = Labels.of("upstream", sum.upstream());
            requests.add(labels, sum.requestsPerSecond());
            failures.add(labels, sum.failuresPerSecond());
            inFlight.add(labels, sum.inFlight());
        }
        shown.gauge("flotilla_fleet_attempts_per_second", "Attempts at endpoints, of all live nodes.", requests);
        shown.gauge("flotilla_fleet_failed_attempts_per_second", "Attempts that failed, of all live nodes.", failures);
        shown.gauge("flotilla_fleet_attempts_in_flight", "Attempts under way, of all live nodes.", inFlight);
    }
}
