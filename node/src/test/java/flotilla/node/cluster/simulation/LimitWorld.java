package flotilla.node.cluster.simulation;

import flotilla.discovery.ManualTime;
import flotilla.node.cluster.AllowedRate;
import flotilla.node.cluster.FleetLimit;
import flotilla.node.cluster.FleetLimits;
import flotilla.node.cluster.Message;
import flotilla.node.cluster.RefusedMessage;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Nodes that let clients pass by one limit over the fleet. Clients of a dead node go to the others. */
final class LimitWorld {

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration MISSED = Duration.ofMillis(350);

    private final Events events = new Events();
    private final SplittableRandom random;
    private final Faults faults;
    private final List<SimulatedNode> nodes;
    private final List<FleetLimit> limits;
    private final Network network;
    private final double[] skew;
    private final double arrivals;
    private final Set<Integer> dead = new HashSet<>();
    private long admitted;

    /**
     * @param perSecond the limit
     * @param asked requests per second of all clients
     * @param skew the part of them that goes to each node
     */
    LimitWorld(double perSecond, double asked, Faults faults, long seed, double... skew) {
        this.random = new SplittableRandom(seed);
        this.faults = faults;
        this.skew = skew.clone();
        this.arrivals = asked;
        this.limits =
                IntStream.range(0, skew.length).mapToObj(i -> limit(perSecond)).toList();
        this.nodes = IntStream.range(0, skew.length)
                .mapToObj(i -> new SimulatedNode(i, 1, () -> List.of(limits.get(i)), 0))
                .toList();
        var world = World.of(skew.length, 1, 0.5).losing(0.05, Duration.ofMillis(5));
        this.network = new Network(world, events, random.split(), faults, this::received);
        for (int i = 0; i < skew.length; i++) {
            int node = i;
            expect(node, skew.length);
            events.at(random.nextLong(TICK.toNanos()), nanos -> tick(node, nanos));
        }
        events.at(0, nanos -> arrive());
    }

    private static FleetLimit limit(double perSecond) {
        return new FleetLimits(new ManualTime()).limit("api", AllowedRate.of(perSecond));
    }

    /** What a registry says of how many there should be. */
    void expect(int node, int count) {
        nodes.get(node).state().expect(count);
    }

    void kill(int node) {
        dead.add(node);
        var member = nodes.get(node).member();
        events.after(
                (double) MISSED.toNanos(),
                nanos -> nodes.forEach(other -> other.state().left(member, nanos)));
    }

    /** How many pass within this time. */
    long run(Duration duration) {
        long before = admitted;
        long end = events.now() + duration.toNanos();
        events.at(end, nanos -> {});
        while (events.now() < end) {
            events.next();
        }
        return admitted - before;
    }

    private void arrive() {
        int node = drawn();
        if (limits.get(node).acquire(events.now()) == 0) {
            admitted++;
        }
        events.after(-Math.log(1 - random.nextDouble()) / arrivals * 1e9, nanos -> arrive());
    }

    private int drawn() {
        while (true) {
            double draw = random.nextDouble();
            for (int node = 0; node < skew.length; node++) {
                draw -= skew[node];
                if (draw < 0 && !dead.contains(node)) {
                    return node;
                }
                if (draw < 0) {
                    break;
                }
            }
        }
    }

    private void tick(int node, long nanos) {
        if (!dead.contains(node)) {
            if (!faults.frozen(node, nanos)) {
                nodes.get(node).state().tick(nanos);
                network.broadcast(node, nodes.get(node).state().report(nanos));
            }
            events.after((double) TICK.toNanos(), next -> tick(node, next));
        }
    }

    private void received(int node, Message message, long nanos) {
        try {
            nodes.get(node).state().take(message, nanos);
        } catch (RefusedMessage e) {
            throw new AssertionError(e);
        }
    }
}
