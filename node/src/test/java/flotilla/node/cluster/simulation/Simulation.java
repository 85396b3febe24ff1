package flotilla.node.cluster.simulation;

import flotilla.node.cluster.Message;
import flotilla.node.cluster.RefusedMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** One run: clients send to the nodes, nodes choose endpoints and report, from a seed to the last answer. */
final class Simulation {

    private final World world;
    private final Faults faults;
    private final Choice choice;
    private final Events events = new Events();
    private final SplittableRandom random;
    private final List<SimulatedNode> nodes;
    private final List<Server> servers;
    private final List<Choice.Chooser> choosers = new ArrayList<>();
    private final Network network;
    private final long[] latencies;
    private int started;
    private int measured;
    private long refused;

    Simulation(World world, Faults faults, Choice choice, long seed) {
        this.world = world;
        this.faults = faults;
        this.choice = choice;
        this.random = new SplittableRandom(seed);
        this.nodes = IntStream.range(0, world.nodes())
                .mapToObj(i -> new SimulatedNode(i, world.endpoints(), 0))
                .toList();
        this.servers = IntStream.range(0, world.endpoints())
                .mapToObj(
                        i -> new Server(events, random.split(), world.service().toNanos() / world.speed(i)))
                .toList();
        this.network = new Network(world, events, random.split(), faults, this::received);
        this.latencies = new long[world.requests()];
        for (int i = 0; i < world.nodes(); i++) {
            choosers.add(choice.chooser(this, i));
        }
    }

    /** What a run came to. */
    record Result(double p50, double p99, double mean, long messages, long bytes, long refused) {}

    /** Times in mean service times. */
    Result run() {
        long interval = world.interval().toNanos();
        for (int i = 0; i < world.nodes() && choice.reports(); i++) {
            int node = i;
            long phase = world.synchronised() ? interval : random.nextLong(interval);
            events.at(phase, nanos -> report(node, nanos));
        }
        events.at(0, nanos -> arrive());
        while (measured < world.requests() - world.requests() / 5 && events.next()) {}
        long[] sorted = Arrays.copyOf(latencies, measured);
        Arrays.sort(sorted);
        double service = world.service().toNanos();
        return new Result(
                sorted[measured / 2] / service,
                sorted[(int) (measured * 0.99)] / service,
                Arrays.stream(sorted).average().orElseThrow() / service,
                network.messages(),
                network.bytes(),
                refused);
    }

    List<SimulatedNode> nodes() {
        return nodes;
    }

    List<Server> servers() {
        return servers;
    }

    Events events() {
        return events;
    }

    SplittableRandom random() {
        return random;
    }

    private void arrive() {
        int node = random.nextInt(world.nodes());
        if (!faults.frozen(node, events.now())) {
            send(node);
        }
        if (started < world.requests() * 2) {
            events.after(-Math.log(1 - random.nextDouble()) / world.arrivals(), nanos -> arrive());
        }
    }

    private void send(int node) {
        int chosen = choosers.get(node).choose();
        var endpoint = nodes.get(node).endpoints().get(chosen);
        long begun = events.now();
        boolean counts = ++started > world.requests() / 5;
        endpoint.lease();
        servers.get(chosen).serve(nanos -> {
            endpoint.release(false);
            if (counts && measured < latencies.length) {
                latencies[measured++] = nanos - begun;
            }
        });
    }

    private void report(int node, long nanos) {
        if (!faults.frozen(node, nanos)) {
            var state = nodes.get(node).state();
            state.tick(nanos);
            network.broadcast(node, state.report(nanos));
        }
        events.after((double) world.interval().toNanos(), next -> report(node, next));
    }

    private void received(int node, Message message, long nanos) {
        try {
            nodes.get(node).state().take(message, nanos);
        } catch (RefusedMessage e) {
            refused++;
        }
    }
}
