package flotilla.ops.metrics;

import flotilla.discovery.Time;
import flotilla.node.NodeView.EndpointView;
import flotilla.node.NodeView.UpstreamView;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.figures.Buckets;
import flotilla.node.figures.Closing;
import flotilla.node.figures.EndpointCells;
import flotilla.node.figures.EndpointFigures;
import flotilla.node.resilience.Breaker;
import flotilla.node.resilience.Failure.Reason;
import flotilla.ops.metrics.Shown.Points;
import flotilla.ops.metrics.Shown.Rows;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is counted of each endpoint. The busiest have series of their own ({@link Top}), all others of an upstream are
 * {@code other} ({@link Ledger}).
 */
final class EndpointCounters implements MultiCollector {

    /** Rows are those of {@link EndpointFigures}, and behind them these. */
    private static final int PICKS = EndpointFigures.WIDTH;

    private static final int FAILURES = PICKS + 1;
    private static final int BREAKER_OPENED = FAILURES + 1;
    private static final int BREAKER_REFUSED = BREAKER_OPENED + 1;
    private static final int WIDTH = BREAKER_REFUSED + 1;

    /**
     * An account.
     *
     * @param endpoint empty: all of the upstream that have none of their own
     */
    private record Key(String upstream, Optional<LiveEndpoint> endpoint) {}

    private static final Key REST = new Key(SeriesKey.OTHER, Optional.empty());

    private final Supplier<List<UpstreamView>> upstreams;
    private final Time time;
    private int maxEndpoints;
    private final Top<LiveEndpoint> top;
    private final Ledger<LiveEndpoint, Key> ledger;

    /** As of the last look, for those that are gone at the next. */
    private final Map<LiveEndpoint, Breaker> breakers = new HashMap<>();

    EndpointCounters(Supplier<List<UpstreamView>> upstreams, MetricsPolicy policy, Time time) {
        this.upstreams = upstreams;
        this.time = time;
        this.maxEndpoints = policy.endpoints();
        this.top = new Top<>(policy.endpoints(), time.nanos());
        this.ledger = new Ledger<>(WIDTH, 2 * maxEndpoints, _ -> REST);
    }

    /** Keeps to other bounds from the next look on. */
    synchronized void follow(MetricsPolicy policy) {
        maxEndpoints = policy.endpoints();
        top.follow(maxEndpoints);
        ledger.follow(2 * maxEndpoints);
    }

    @Override
    public synchronized MetricSnapshots collect() {
        var now = upstreams.get();
        var views = new LinkedHashMap<LiveEndpoint, EndpointView>();
        now.forEach(upstream -> upstream.endpoints().forEach(view -> views.put(view.endpoint(), view)));
        var names = now.stream().map(UpstreamView::name).collect(Collectors.toSet());
        var own = book(views, names);
        close(names);
        var shown = new Shown();
        new EndpointGauges(now, own, time.nanos()).show(shown);
        show(shown);
        return new MetricSnapshots(shown.metrics());
    }

    private Set<LiveEndpoint> book(Map<LiveEndpoint, EndpointView> views, Set<String> names) {
        var increments = new HashMap<LiveEndpoint, long[]>();
        var traffic = new HashMap<LiveEndpoint, Long>();
        views.forEach((endpoint, view) -> {
            var increment = ledger.increment(endpoint, row(endpoint, view.breaker()));
            increments.put(endpoint, increment);
            view.breaker().ifPresentOrElse(each -> breakers.put(endpoint, each), () -> breakers.remove(endpoint));
            // One more, so that an idle one is shown too as long as there is room.
            traffic.put(endpoint, increment[PICKS] + 1);
        });
        var own = top.choose(views.keySet(), traffic, time.nanos());
        var rests = rests().limit(maxEndpoints).collect(Collectors.toSet());
        ledger.show(key -> key.endpoint.map(own::contains).orElseGet(() -> rests.contains(key)));
        increments.forEach((endpoint, increment) -> {
            boolean shown = own.contains(endpoint);
            if (shown || Ledger.anything(increment)) {
                ledger.book(shown ? new Key(endpoint.upstream(), Optional.of(endpoint)) : rest(endpoint), increment);
            }
        });
        for (var gone : ledger.missing(views.keySet())) {
            var increment = ledger.increment(gone, row(gone, Optional.ofNullable(breakers.remove(gone))));
            if (Ledger.anything(increment)) {
                ledger.book(names.contains(gone.upstream()) ? rest(gone) : REST, increment);
            }
            ledger.forget(gone);
        }
        return own;
    }

    /** The account of all of its upstream that have none of their own; where upstreams are too many, of all of them. */
    private Key rest(LiveEndpoint endpoint) {
        var key = new Key(endpoint.upstream(), Optional.empty());
        return ledger.shown().containsKey(key) || rests().count() < maxEndpoints ? key : REST;
    }

    private Stream<Key> rests() {
        return ledger.shown().keySet().stream().filter(each -> each.endpoint.isEmpty() && !each.equals(REST));
    }

    private long[] row(LiveEndpoint endpoint, Optional<Breaker> breaker) {
        var row = Arrays.copyOf(endpoint.figures().row(), WIDTH);
        row[PICKS] = endpoint.picks();
        row[FAILURES] = endpoint.failures();
        breaker.map(present -> present.view(time.nanos())).ifPresent(view -> {
            row[BREAKER_OPENED] = view.opened();
            row[BREAKER_REFUSED] = view.refused();
        });
        return row;
    }

    private void close(Set<String> names) {
        ledger.close(key -> !key.equals(REST) && !names.contains(key.upstream)
                || key.endpoint.map(LiveEndpoint::retired).orElse(false));
    }

    private void show(Shown shown) {
        var accounts = new LinkedHashMap<Labels, long[]>();
        ledger.shown()
                .forEach((key, row) -> accounts.put(
                        Labels.of(
                                "upstream",
                                key.upstream,
                                "endpoint",
                                key.endpoint.map(LiveEndpoint::authority).orElse(SeriesKey.OTHER)),
                        row));
        count(shown, accounts, "picks", "Times it was chosen.", PICKS);
        count(shown, accounts, "failures", "Attempts at it that failed.", FAILURES);
        count(shown, accounts, "breaker_opened", "Times its breaker opened.", BREAKER_OPENED);
        count(shown, accounts, "breaker_refused", "Attempts that its breaker refused.", BREAKER_REFUSED);
        count(shown, accounts, "connections_opened", "Connections made to it.", EndpointFigures.OPENED);
        count(shown, accounts, "connections_refused", "Connections to it that failed.", EndpointFigures.REFUSED);
        count(shown, accounts, "connections_reused", "Attempts on a kept connection.", EndpointFigures.REUSED);
        count(
                shown,
                accounts,
                "verdict_changes",
                "Turns between up and down that this node found.",
                EndpointFigures.TURNS);
        count(
                shown,
                accounts,
                "ejections",
                "Times it was left out as live traffic failed there, by this node or the fleet.",
                EndpointFigures.EJECTIONS);
        answers(shown, accounts);
        reasons(shown, accounts);
        closings(shown, accounts);
    }

    private static void count(Shown shown, Map<Labels, long[]> accounts, String name, String help, int column) {
        var points = new Points();
        accounts.forEach((labels, row) -> points.add(labels, row[column]));
        shown.counter("flotilla_endpoint_" + name, help, points);
    }

    private static void answers(Shown shown, Map<Labels, long[]> accounts) {
        var points = new Points();
        var rows = new Rows(Buckets.REQUESTS);
        accounts.forEach((labels, row) -> {
            for (int i = 0; i < EndpointCells.CLASSES; i++) {
                long count = row[EndpointFigures.ANSWERS + i];
                if (count > 0) {
                    points.add(labels.add("status", i == 0 ? "none" : i + "xx"), count);
                }
            }
            if (row[EndpointFigures.GIVEN_UP] > 0) {
                points.add(labels.add("status", "given_up"), row[EndpointFigures.GIVEN_UP]);
            }
            rows.add(labels, row, EndpointFigures.TO_ANSWER);
        });
        shown.counter(
                "flotilla_endpoint_attempts",
                "Attempts by the status of their answers; none: they failed before one; given_up: they were ended before one.",
                points);
        shown.histogram(
                "flotilla_endpoint_answer_seconds", "From the choice of the endpoint to its answer's head.", rows);
    }

    /** Of those that were seen; there are never more than {@link MetricsPolicy} reckons with. */
    private static void reasons(Shown shown, Map<Labels, long[]> accounts) {
        var points = new Points();
        accounts.forEach((labels, row) -> {
            for (var reason : Reason.values()) {
                long count = row[EndpointFigures.REASONS + reason.place()];
                if (count > 0) {
                    points.add(labels.add("reason", reason.code()), count);
                }
            }
        });
        shown.counter(
                "flotilla_endpoint_attempts_failed",
                "Attempts that had no whole answer, and why, whoever is to blame; a 5xx is an answer.",
                points);
    }

    private static void closings(Shown shown, Map<Labels, long[]> accounts) {
        var points = new Points();
        accounts.forEach((labels, row) -> {
            for (var why : Closing.Upstream.values()) {
                long count = row[EndpointFigures.CLOSED + why.place()];
                if (count > 0) {
                    points.add(labels.add("reason", why.code()), count);
                }
            }
        });
        shown.counter("flotilla_endpoint_connections_closed", "Connections to it that ended, and why.", points);
    }
}
