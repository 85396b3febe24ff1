package flotilla.ops.scale;

import flotilla.discovery.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ways in which one configuration has orders carried out, with a {@link Courier} for each upstream and way from its first order on. Not
 * for several threads.
 */
final class Deeds implements AutoCloseable {

    private final List<Deed> ways;
    private final Time time;
    private final Map<String, List<Courier>> couriers = new TreeMap<>();

    private Deeds(List<Deed> ways, Time time) {
        this.ways = ways;
        this.time = time;
    }

    static Deeds of(OutsidePolicy policy, Time time) {
        var ways = new ArrayList<Deed>();
        policy.webhook().ifPresent(url -> ways.add(new WebhookDeed(url, policy.tokenFile(), policy.timeout())));
        if (!policy.command().isEmpty()) {
            ways.add(new CommandDeed(policy.command(), policy.timeout()));
        }
        return new Deeds(ways, time);
    }

    /** Has an order carried out, in every way there is. */
    void carry(Order order) {
        couriers.computeIfAbsent(order.upstream(), this::hired).forEach(courier -> courier.send(order));
    }

    private List<Courier> hired(String upstream) {
        return ways.stream()
                .map(way -> new Courier(upstream, way, time, time.nanos() ^ Keys.wanted(upstream)))
                .toList();
    }

    /** Nothing more is ordered for the upstream, and what is under way is cut. */
    void end(String upstream) {
        Optional.ofNullable(couriers.remove(upstream)).ifPresent(hired -> hired.forEach(Courier::close));
    }

    @Override
    public void close() {
        couriers.values().forEach(hired -> hired.forEach(Courier::close));
        ways.forEach(Deed::close);
    }
}
