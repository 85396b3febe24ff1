package flotilla.node.cluster.simulation;

import flotilla.node.cluster.Message;
import flotilla.node.cluster.RefusedMessage;
import flotilla.node.resilience.ConcurrencyLimit;
import flotilla.node.resilience.ConcurrencyPolicy;
import flotilla.node.resilience.RequestPriority;
import flotilla.node.resilience.Waiter;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Nodes whose requests in flight to one upstream are limited together. Those of a dead node are gone. */
final class PermitWorld {

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration MISSED = Duration.ofMillis(350);

    private final Events events = new Events();
    private final SplittableRandom random;
    private final Faults faults;
    private final List<ConcurrencyLimit> limits;
    private final List<SimulatedNode> nodes;
    private final Network network;
    private final Set<Integer> dead = new HashSet<>();
    private int most;

    PermitWorld(int count, int max, Faults faults, long seed) {
        this.random = new SplittableRandom(seed);
        this.faults = faults;
        var policy = ConcurrencyPolicy.of(String.valueOf(max)).withQueue(100_000, Duration.ofHours(1));
        this.limits = IntStream.range(0, count)
                .mapToObj(i -> Objects.requireNonNull(ConcurrencyLimit.of("app", policy)))
                .toList();
        this.nodes = IntStream.range(0, count)
                .mapToObj(i -> new SimulatedNode(i, 1, limits.get(i)::shared, 0))
                .toList();
        var world = World.of(count, 1, 0.5).losing(0.05, Duration.ofMillis(5));
        this.network = new Network(world, events, random.split(), faults, this::received);
        for (int i = 0; i < count; i++) {
            int node = i;
            expect(node, count);
            events.at(random.nextLong(TICK.toNanos()), nanos -> tick(node, nanos));
        }
    }

    void expect(int node, int count) {
        nodes.get(node).state().expect(count);
    }

    /** Lets so many clients ask a node for so long, each again as soon as it was answered, after {@code mean} on average. */
    void clients(int node, int count, Duration mean, Duration lasting) {
        long end = events.now() + lasting.toNanos();
        for (int i = 0; i < count; i++) {
            ask(node, mean, end);
        }
    }

    private void ask(int node, Duration mean, long end) {
        if (events.now() >= end || dead.contains(node)) {
            return;
        }
        var limit = limits.get(node);
        if (limit.tryAcquire()) {
            use(node, mean, end);
            return;
        }
        limit.queue(new Waiter(RequestPriority.NORMAL) {
            @Override
            protected void admitted() {
                use(node, mean, end);
            }

            @Override
            protected void displaced() {}
        });
    }

    private void use(int node, Duration mean, long end) {
        most = Math.max(most, inFlight());
        events.after(-Math.log(1 - random.nextDouble()) * mean.toNanos(), now -> {
            limits.get(node).release();
            ask(node, mean, end);
        });
    }

    void kill(int node) {
        dead.add(node);
        var member = nodes.get(node).member();
        events.after(
                (double) MISSED.toNanos(),
                nanos -> nodes.forEach(other -> other.state().left(member, nanos)));
    }

    void run(Duration duration) {
        long end = events.now() + duration.toNanos();
        events.at(end, nanos -> {});
        while (events.now() < end) {
            events.next();
        }
    }

    /** The most of all nodes together since the last call. */
    int most() {
        int before = most;
        most = inFlight();
        return before;
    }

    int inFlight() {
        return IntStream.range(0, limits.size())
                .filter(node -> !dead.contains(node))
                .map(this::inFlight)
                .sum();
    }

    int inFlight(int node) {
        return limits.get(node).inFlight();
    }

    private void tick(int node, long nanos) {
        if (!dead.contains(node)) {
            if (!faults.frozen(node, nanos)) {
                var state = nodes.get(node).state();
                state.tick(nanos);
                network.broadcast(node, state.report(nanos));
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
