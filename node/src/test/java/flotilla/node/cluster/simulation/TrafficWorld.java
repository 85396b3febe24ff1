package flotilla.node.cluster.simulation;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Endpoint.Condition;
import flotilla.node.balance.BalancePolicy;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.balance.SlowStart;
import flotilla.node.cluster.Ejections.Decision;
import flotilla.node.cluster.Message;
import flotilla.node.cluster.RefusedMessage;
import flotilla.node.health.HealthPolicy;
import flotilla.node.route.PoolPolicy;
import flotilla.node.route.Timeouts;
import flotilla.node.route.UpstreamPolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Nodes that send requests to endpoints without checks of their own, by the product's reports, estimate, balancer, votes
 * and slow starts. Endpoints take as many at once as come; one that fails refuses at once. Messages take 5 ms on average,
 * and one in twenty is lost.
 */
final class TrafficWorld {

    static final Duration RECOVERY = Duration.ofSeconds(10);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration TABLE = Duration.ofSeconds(1);
    private static final double SOON_NANOS = 1e7;
    private static final double REFUSAL_NANOS = 1e6;
    private static final int FIRST_PORT = 8000;

    private final Events events = new Events();
    private final SplittableRandom random;
    private final Faults faults;
    private final Network network;
    private final double perSecond;
    private final Duration service;
    private final List<SendingNode> nodes;
    private final Map<Integer, Set<Integer>> failing = new HashMap<>();
    private final Set<Integer> telling = new HashSet<>();
    private long failures;

    TrafficWorld(int nodeCount, double perSecond, Duration service, SlowStart slowStart, Faults faults, long seed) {
        this.random = new SplittableRandom(seed);
        this.perSecond = perSecond;
        this.service = service;
        this.faults = faults;
        var policy = new UpstreamPolicy(
                BalancePolicy.DEFAULT.withSlowStart(slowStart),
                HealthPolicy.DEFAULT,
                PoolPolicy.DEFAULT,
                Timeouts.DEFAULT,
                "keep");
        this.nodes = IntStream.range(0, nodeCount)
                .mapToObj(i -> new SendingNode(i, policy))
                .toList();
        var world = World.of(nodeCount, 1, 0.5).losing(0.05, Duration.ofMillis(5));
        this.network = new Network(world, events, random.split(), faults, this::received);
        for (int i = 0; i < nodeCount; i++) {
            int node = i;
            events.at(random.nextLong(TICK.toNanos()), nanos -> tick(node, nanos));
            events.at(random.nextLong(TABLE.toNanos()), nanos -> tell(node));
        }
        events.at(1, nanos -> arrive());
    }

    /** Lists so many endpoints from now on, of which the first {@code sick} fail by the word of their source. */
    void list(int endpoints, int sick) {
        var described = IntStream.range(0, endpoints)
                .mapToObj(i -> described(i).withCondition(i < sick ? Condition.FAILING : Condition.SERVING))
                .toList();
        nodes.forEach(node -> node.describe(described, events.now()));
    }

    /** From now on the endpoint refuses what these nodes send it. */
    void fail(int endpoint, Integer... byNodes) {
        failing.put(endpoint, Set.of(byNodes));
    }

    void run(Duration duration) {
        long end = events.now() + duration.toNanos();
        events.at(end, nanos -> {});
        while (events.now() < end) {
            events.next();
        }
    }

    /** Requests that failed since the last call. */
    long failures() {
        long counted = failures;
        failures = 0;
        return counted;
    }

    Decision decision(int node) {
        return nodes.get(node).state().health().ejections("web");
    }

    long key(int endpoint) {
        return nodes.getFirst().endpoint(described(endpoint)).key();
    }

    /** Its effective weight at a node; 0: not in the rotation. */
    double weight(int node, int endpoint) {
        var rotation = nodes.get(node).upstream().rotation();
        int at = rotation.endpoints().indexOf(nodes.get(node).endpoint(described(endpoint)));
        return at < 0 ? 0 : rotation.spokenWeight(at);
    }

    /** What all nodes have under way there. */
    int inFlight(int endpoint) {
        return nodes.stream()
                .mapToInt(node -> node.endpoint(described(endpoint)).inFlight())
                .sum();
    }

    private static Endpoint described(int endpoint) {
        return Endpoint.of("10.0.0.1", FIRST_PORT + endpoint);
    }

    private void arrive() {
        int node = random.nextInt(nodes.size());
        var picked = nodes.get(node).upstream().picker().pick(new Pick(random, events));
        send(node, Objects.requireNonNull(picked));
        events.after(exponential(1e9 / perSecond), nanos -> arrive());
    }

    private void send(int node, LiveEndpoint endpoint) {
        int number = endpoint.endpoint().port() - FIRST_PORT;
        boolean refused = failing.getOrDefault(number, Set.of()).contains(node);
        endpoint.lease();
        events.after(refused ? REFUSAL_NANOS : exponential((double) service.toNanos()), nanos -> {
            endpoint.release(refused);
            if (!refused) {
                nodes.get(node).answered(endpoint);
                return;
            }
            failures++;
            if (nodes.get(node).failed(endpoint, nanos)) {
                tellSoon(node);
                events.after(
                        (double) RECOVERY.toNanos(), later -> nodes.get(node).recovered(endpoint, later));
            }
        });
    }

    private double exponential(double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }

    private void tick(int node, long nanos) {
        if (!faults.frozen(node, nanos)) {
            nodes.get(node).state().tick(nanos);
            network.broadcast(node, nodes.get(node).state().report(nanos));
            nodes.get(node).refresh(nanos);
        }
        events.after((double) TICK.toNanos(), next -> tick(node, next));
    }

    private void tell(int node) {
        if (!faults.frozen(node, events.now())) {
            network.broadcast(node, nodes.get(node).state().table(events.now()));
        }
        events.after((double) TABLE.toNanos(), next -> tell(node));
    }

    private void tellSoon(int node) {
        if (telling.add(node)) {
            events.after(SOON_NANOS, nanos -> {
                telling.remove(node);
                network.broadcast(node, nodes.get(node).state().table(nanos));
            });
        }
    }

    private void received(int node, Message message, long nanos) {
        try {
            nodes.get(node).state().take(message, nanos);
        } catch (RefusedMessage e) {
            // Overtaken by a later one: the network promises no order.
        }
    }
}
