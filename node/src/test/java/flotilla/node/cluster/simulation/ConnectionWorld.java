package flotilla.node.cluster.simulation;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.Message;
import flotilla.node.cluster.RefusedMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Nodes that send requests to one endpoint, whose connections are bounded over the fleet. A request keeps a connection for
 * a time; without one it waits, by the rules of the product's pool: the last one idle first, a new one within the share,
 * what is above the share closed when nobody uses it.
 */
final class ConnectionWorld {

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration MISSED = Duration.ofMillis(350);

    private final Events events = new Events();
    private final SplittableRandom random;
    private final Faults faults;
    private final List<Pool> pools;
    private final Network network;
    private final Set<Integer> dead = new HashSet<>();
    private int most;

    /** Asks again as soon as it was answered, until {@code end}. */
    private record Client(Duration mean, long end) {}

    /** The connections of one node. */
    private final class Pool {
        private final int number;
        private final SimulatedNode node;
        private final LiveEndpoint endpoint;
        private final ArrayDeque<Client> waiting = new ArrayDeque<>();
        private int idle;
        private long served;

        Pool(int number, int max) {
            this.number = number;
            this.node = new SimulatedNode(number, 1, 0);
            this.endpoint = node.endpoints().getFirst();
            endpoint.limitConnections(max);
            endpoint.onShare(this::follow);
        }

        private int bound() {
            return Math.min(endpoint.maxConnections(), endpoint.connectionShare());
        }

        void ask(Client client) {
            if (events.now() >= client.end() || dead.contains(number)) {
                return;
            }
            endpoint.lease();
            if (idle > 0) {
                idle--;
                use(client);
            } else {
                waiting.add(client);
                follow();
            }
        }

        private void use(Client client) {
            double nanos = -Math.log(1 - random.nextDouble()) * client.mean().toNanos();
            events.after(nanos, now -> finished(client));
        }

        private void finished(Client client) {
            served++;
            endpoint.release(false);
            if (endpoint.connections() > bound()) {
                endpoint.disconnected();
                follow();
            } else if (waiting.isEmpty()) {
                idle++;
            } else {
                use(waiting.remove());
            }
            ask(client);
        }

        private void follow() {
            while (idle > 0 && endpoint.connections() > bound()) {
                idle--;
                endpoint.disconnected();
            }
            while (!waiting.isEmpty() && endpoint.tryConnect(bound())) {
                use(waiting.remove());
            }
            most = Math.max(most, open());
        }
    }

    ConnectionWorld(int nodes, int max, Faults faults, long seed) {
        this.random = new SplittableRandom(seed);
        this.faults = faults;
        this.pools = IntStream.range(0, nodes).mapToObj(i -> new Pool(i, max)).toList();
        var world = World.of(nodes, 1, 0.5).losing(0.05, Duration.ofMillis(5));
        this.network = new Network(world, events, random.split(), faults, this::received);
        for (int i = 0; i < nodes; i++) {
            int node = i;
            expect(node, nodes);
            events.at(random.nextLong(TICK.toNanos()), nanos -> tick(node, nanos));
        }
    }

    void expect(int node, int count) {
        pools.get(node).node.state().expect(count);
    }

    /** Lets so many clients ask a node for so long; a request takes {@code mean} on average. */
    void clients(int node, int count, Duration mean, Duration lasting) {
        var client = new Client(mean, events.now() + lasting.toNanos());
        for (int i = 0; i < count; i++) {
            pools.get(node).ask(client);
        }
    }

    /** All that the node has open is closed, and the others miss it a little later. */
    void kill(int node) {
        dead.add(node);
        var member = pools.get(node).node.member();
        events.after(
                (double) MISSED.toNanos(),
                nanos -> pools.forEach(other -> other.node.state().left(member, nanos)));
    }

    void run(Duration duration) {
        long end = events.now() + duration.toNanos();
        events.at(end, nanos -> {});
        while (events.now() < end) {
            events.next();
        }
    }

    /** The most connections of all nodes together since the last call. */
    int most() {
        int before = most;
        most = open();
        return before;
    }

    int open() {
        return IntStream.range(0, pools.size())
                .filter(node -> !dead.contains(node))
                .map(this::open)
                .sum();
    }

    int open(int node) {
        return pools.get(node).endpoint.connections();
    }

    /** The requests of a node that were answered, ever. */
    long served(int node) {
        return pools.get(node).served;
    }

    private void tick(int node, long nanos) {
        if (!dead.contains(node)) {
            if (!faults.frozen(node, nanos)) {
                var state = pools.get(node).node.state();
                state.tick(nanos);
                network.broadcast(node, state.report(nanos));
            }
            events.after((double) TICK.toNanos(), next -> tick(node, next));
        }
    }

    private void received(int node, Message message, long nanos) {
        try {
            pools.get(node).node.state().take(message, nanos);
        } catch (RefusedMessage e) {
            throw new AssertionError(e);
        }
    }
}
