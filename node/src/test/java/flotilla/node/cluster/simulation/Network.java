package flotilla.node.cluster.simulation;

import flotilla.node.cluster.Message;
import flotilla.node.cluster.Messages;
import flotilla.node.cluster.RefusedMessage;
import java.util.List;
import java.util.SplittableRandom;

/** Takes each message to all other nodes, late or never, through its bytes. */
final class Network {

    /** Who hears. */
    interface Receiver {
        void received(int node, Message message, long nanos);
    }

    private final World world;
    private final Events events;
    private final SplittableRandom random;
    private final Faults faults;
    private final Receiver receiver;
    private long messages;
    private long bytes;

    Network(World world, Events events, SplittableRandom random, Faults faults, Receiver receiver) {
        this.world = world;
        this.events = events;
        this.random = random;
        this.faults = faults;
        this.receiver = receiver;
    }

    long messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    void broadcast(int from, Message message) {
        var encoded = Messages.encode(message);
        Message arrived;
        try {
            arrived = Messages.decode(encoded);
        } catch (RefusedMessage e) {
            throw new AssertionError(e);
        }
        for (int to : targets(from)) {
            messages++;
            bytes += encoded.length;
            double wait = -world.delay().toNanos() * Math.log(1 - random.nextDouble());
            long arrival = faults.awake(to, events.now() + Math.round(wait));
            events.at(arrival, nanos -> receiver.received(to, arrived, nanos));
        }
    }

    private List<Integer> targets(int from) {
        var all = new java.util.ArrayList<Integer>();
        for (int to = 0; to < world.nodes(); to++) {
            if (to != from && faults.connected(from, to, events.now()) && random.nextDouble() >= world.loss()) {
                all.add(to);
            }
        }
        return all;
    }
}
