package flotilla.node.cluster.simulation;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.FleetHealth;
import flotilla.node.cluster.FleetVerdict.State;
import flotilla.node.cluster.Member;
import flotilla.node.cluster.Message;
import flotilla.node.cluster.Opinions;
import flotilla.node.cluster.Probers;
import flotilla.node.cluster.RefusedMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Nodes that check endpoints as the fleet says, and what each comes to: reports ten times a second, tables each second,
 * checks each second by those whom the product names, one bad check and a verdict has turned.
 */
final class VerdictWorld {

    static final Duration CHECKS = Duration.ofSeconds(1);

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration TABLE = Duration.ofSeconds(1);
    private static final Duration MISSED = Duration.ofMillis(350);

    private final Events events = new Events();
    private final SplittableRandom random;
    private final Faults faults;
    private final List<SimulatedNode> nodes;
    private final Network network;
    private final Set<Integer> downEndpoints = new HashSet<>();
    private final Set<Integer> blindNodes = new HashSet<>();
    private final Set<Integer> dead = new HashSet<>();
    private final Set<Integer> telling = new HashSet<>();
    private final Map<Integer, Integer> checks = new HashMap<>();
    private final Map<Integer, Long> lastCheck = new HashMap<>();
    private long refused;
    private long longestGap;

    VerdictWorld(int nodeCount, int endpoints, Faults faults, long seed) {
        this.random = new SplittableRandom(seed);
        this.faults = faults;
        this.nodes = IntStream.range(0, nodeCount)
                .mapToObj(i -> new SimulatedNode(i, endpoints, 0))
                .toList();
        var world = World.of(nodeCount, endpoints, 0.5).losing(0.05, Duration.ofMillis(5));
        this.network = new Network(world, events, random.split(), faults, this::received);
        for (int i = 0; i < nodeCount; i++) {
            int node = i;
            events.at(random.nextLong(TICK.toNanos()), nanos -> tick(node, nanos));
            events.at(random.nextLong(TABLE.toNanos()), nanos -> tell(node));
            for (int e = 0; e < endpoints; e++) {
                int endpoint = e;
                events.at(random.nextLong(CHECKS.toNanos()), nanos -> check(node, endpoint, nanos));
            }
        }
    }

    void endpointDown(int endpoint, boolean down) {
        boolean changed = down ? downEndpoints.add(endpoint) : downEndpoints.remove(endpoint);
        if (!changed) {
            throw new IllegalStateException("endpoint " + endpoint + " is so already");
        }
    }

    /** Every check of this node fails from here on. */
    void blind(int node) {
        blindNodes.add(node);
    }

    /** Ends this node at once; the others miss it a little later. */
    void kill(int node) {
        dead.add(node);
        var member = nodes.get(node).member();
        events.after((double) MISSED.toNanos(), nanos -> alive(nanos).forEach(other -> left(other, member, nanos)));
    }

    /** This node says that it will go, and goes so much later, which the others hear at once. */
    void leave(int node, Duration later) {
        nodes.get(node).state().leave();
        network.broadcast(node, nodes.get(node).state().table(events.now()));
        var member = nodes.get(node).member();
        events.after((double) later.toNanos(), nanos -> {
            dead.add(node);
            alive(nanos).forEach(other -> left(other, member, nanos));
        });
    }

    /** The longest that any endpoint was without a check since the last call. */
    Duration longestWithoutCheck() {
        long longest = longestGap;
        longestGap = 0;
        return Duration.ofNanos(longest);
    }

    /** Lets time pass; a simulated second is a second. */
    void run(Duration duration) {
        long end = events.now() + duration.toNanos();
        events.at(end, nanos -> {});
        while (events.now() < end) {
            events.next();
        }
    }

    /** Checks of each endpoint by all nodes together since the last call. */
    Map<Integer, Integer> checksSince() {
        var counted = Map.copyOf(checks);
        checks.clear();
        return counted;
    }

    State state(int node, int endpoint) {
        return health(node).verdict(endpoint(node, endpoint)).state();
    }

    FleetHealth health(int node) {
        return nodes.get(node).state().health();
    }

    LiveEndpoint endpoint(int node, int endpoint) {
        return nodes.get(node).endpoints().get(endpoint);
    }

    /** The numbers of the nodes that check it, as this node has it. */
    List<Integer> probers(int node, int endpoint) {
        return Probers.of(endpoint(node, endpoint).key(), health(node).live()).stream()
                .map(id -> Integer.parseInt(id.substring("node-".length())))
                .toList();
    }

    long refused() {
        return refused;
    }

    /** Messages of all nodes to all others. */
    long messages() {
        return network.messages();
    }

    /** What these messages came to. */
    long bytes() {
        return network.bytes();
    }

    /** From here on every node has a request under way at every endpoint, so that its reports name them all. */
    void busy() {
        nodes.forEach(node -> node.endpoints().forEach(LiveEndpoint::lease));
    }

    private List<Integer> alive(long nanos) {
        return IntStream.range(0, nodes.size())
                .filter(node -> !dead.contains(node) && !faults.frozen(node, nanos))
                .boxed()
                .toList();
    }

    private void left(int node, Member member, long nanos) {
        nodes.get(node).state().left(member, nanos);
    }

    private void tick(int node, long nanos) {
        if (dead.contains(node)) {
            return;
        }
        if (!faults.frozen(node, nanos)) {
            nodes.get(node).state().tick(nanos);
            network.broadcast(node, nodes.get(node).state().report(nanos));
        }
        events.after((double) TICK.toNanos(), next -> tick(node, next));
    }

    private void tell(int node) {
        if (dead.contains(node)) {
            return;
        }
        if (!faults.frozen(node, events.now())) {
            network.broadcast(node, nodes.get(node).state().table(events.now()));
        }
        events.after((double) TABLE.toNanos(), next -> tell(node));
    }

    private void check(int node, int endpoint, long nanos) {
        if (dead.contains(node)) {
            return;
        }
        if (!faults.frozen(node, nanos)) {
            look(node, endpoint, nanos);
        }
        events.after((double) CHECKS.toNanos(), next -> check(node, endpoint, next));
    }

    private void look(int node, int endpoint, long nanos) {
        var state = nodes.get(node).state();
        var live = endpoint(node, endpoint);
        if (!state.health().checks(live, nodes.get(node).member())) {
            state.checksNoMore(live.key(), nanos);
            return;
        }
        checks.merge(endpoint, 1, Integer::sum);
        longestGap = Math.max(longestGap, nanos - lastCheck.getOrDefault(endpoint, nanos));
        lastCheck.put(endpoint, nanos);
        boolean up = !downEndpoints.contains(endpoint) && !blindNodes.contains(node);
        if (state.checked(live.key(), up, 0, Opinions.life(CHECKS), up ? "200" : "refused", nanos)) {
            tellSoon(node);
        }
    }

    /** What turns within a hundredth of a second goes out together, as from an outbox. */
    private void tellSoon(int node) {
        if (telling.add(node)) {
            events.after(1e7, nanos -> {
                telling.remove(node);
                network.broadcast(node, nodes.get(node).state().table(nanos));
            });
        }
    }

    private void received(int node, Message message, long nanos) {
        if (dead.contains(node)) {
            return;
        }
        try {
            nodes.get(node).state().take(message, nanos);
        } catch (RefusedMessage e) {
            refused++;
        }
    }
}
