package flotilla.ops.scale;

import flotilla.discovery.Endpoint.Condition;
import flotilla.discovery.Time;
import flotilla.node.NodeView.EndpointView;
import flotilla.node.NodeView.UpstreamView;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.Reading;
import flotilla.node.resilience.ConcurrencyLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one upstream has to do now, over the fleet. Requests in flight at endpoints come with the reports by which nodes
 * balance; what waits at each node and what endpoints say of their CPU, which only those hear who check them, with {@link
 * flotilla.node.cluster.Gauges}.
 *
 * @param heard what the other nodes tell
 * @param whole whether all nodes are heard that there should be
 */
record FleetFigures(Map<String, Map<Long, Reading>> heard, boolean whole, Time time) {

    private static final long LEAST_LIFE = Duration.ofSeconds(15).toMillis();
    private static final double PARTS = 1000;

    /**
     * The sum of all nodes.
     *
     * @param interval of the checks with which endpoints tell of their CPU: it holds for three of them
     * @param asked what somebody else says of the mean CPU; empty: go by the endpoints
     */
    Sample of(UpstreamView upstream, Duration interval, OptionalDouble asked) {
        long now = time.now().toEpochMilli();
        var present = upstream.endpoints().stream().filter(FleetFigures::counts).toList();
        if (!upstream.stale().isEmpty()) {
            return Sample.blind(now, present.size(), upstream.stale());
        } else if (present.isEmpty()) {
            return Sample.blind(now, 0, "no endpoints are known");
        }
        var serving = present.stream().filter(each -> each.weight() > 0).toList();
        double inFlight = 0;
        for (var each : upstream.endpoints()) {
            inFlight += each.endpoint().inFlight() + each.endpoint().peersInFlight();
        }
        var cpu = asked.isPresent() ? asked : cpu(serving, interval);
        return new Sample(now, present.size(), serving.size(), inFlight, waiting(upstream), cpu, whole, "");
    }

    private static boolean counts(EndpointView view) {
        var endpoint = view.endpoint().endpoint();
        return endpoint.condition() != Condition.DRAINING && endpoint.weight() >= 1;
    }

    private double waiting(UpstreamView upstream) {
        long key = Keys.waiting(upstream.name());
        double waiting = upstream.concurrency().map(ConcurrencyLimit::waiting).orElse(0);
        for (var readings : heard.values()) {
            var told = readings.get(key);
            waiting += told == null ? 0 : told.value();
        }
        return waiting;
    }

    /** Empty unless at least half of them say something. */
    private OptionalDouble cpu(List<EndpointView> serving, Duration interval) {
        var shares = new ArrayList<Double>();
        for (var each : serving) {
            newest(each.endpoint(), Math.max(LEAST_LIFE, 3 * interval.toMillis()))
                    .ifPresent(shares::add);
        }
        return shares.isEmpty() || 2 * shares.size() < serving.size()
                ? OptionalDouble.empty()
                : shares.stream().mapToDouble(Double::doubleValue).average();
    }

    private OptionalDouble newest(LiveEndpoint endpoint, long lifeMillis) {
        var best = OptionalDouble.empty();
        long age = lifeMillis;
        var own = endpoint.cpu();
        if (own.isPresent() && ageMillis(own.get().atNanos()) <= age) {
            age = ageMillis(own.get().atNanos());
            best = OptionalDouble.of(own.get().share());
        }
        for (var readings : heard.values()) {
            var told = readings.get(Keys.cpu(endpoint));
            if (told != null && told.ageMillis() <= age) {
                age = told.ageMillis();
                best = OptionalDouble.of(told.value() / PARTS);
            }
        }
        return best;
    }

    /** What this node has to tell the others of the upstream. */
    List<Reading> own(UpstreamView upstream) {
        var own = new ArrayList<Reading>();
        int waiting = upstream.concurrency().map(ConcurrencyLimit::waiting).orElse(0);
        if (waiting > 0) {
            own.add(new Reading(Keys.waiting(upstream.name()), waiting, 0, ""));
        }
        for (var each : upstream.endpoints()) {
            each.endpoint()
                    .cpu()
                    .map(cpu -> new Reading(
                            Keys.cpu(each.endpoint()), Math.round(cpu.share() * PARTS), ageMillis(cpu.atNanos()), ""))
                    .ifPresent(own::add);
        }
        return own;
    }

    private long ageMillis(long atNanos) {
        return Math.max(0, Duration.ofNanos(time.nanos() - atNanos).toMillis());
    }
}
