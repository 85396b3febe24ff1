package flotilla.node.cluster;

import java.util.List;
import java.util.Map;

/**
 * The way to the other nodes of the fleet: who is there, and a broadcast to all of them. It promises little, so that it
 * can hold: a message arrives at most once, perhaps late, perhaps never, and those of one sender perhaps out of order.
 * Whoever uses it says in each message who it is from and how old it is.
 *
 * <p>Threads: {@link #publish} is called by one thread at a time, never by an I/O thread, and may take some
 * milliseconds; the listener is called by threads of the cluster, one call at a time, and must be quick.
 */
public interface Cluster extends AutoCloseable {

    /** The largest message, in bytes; a larger one is refused by its sender and dropped by its receiver. */
    int MAX_MESSAGE = 1 << 20;

    /** Begins to look for the others, and returns at once; called once. A node serves whether or not it finds any. */
    void join(Listener listener);

    /**
     * Sends to every other member that can be reached now; nothing is kept for those that cannot.
     *
     * @throws IllegalArgumentException if it is larger than {@link #MAX_MESSAGE}
     */
    void publish(byte[] message);

    /** The other members now, in no order; empty before it has joined and after it was closed. */
    List<Member> members();

    /**
     * How many members there should be, this one included, as a list or a registry says, whether they are seen or not; while
     * it cannot be seen, as it said last. 0: nobody says. Answers from memory.
     */
    default int expected() {
        return 0;
    }

    /** One line for those who look: alone, joining, joined with how many, or what is in the way. */
    String state();

    /** Leaves, so that the others need not find out; nothing is heard afterwards. */
    @Override
    void close();

    /** Makes clusters of one name, for a configuration that asks for it; found by {@link java.util.ServiceLoader}. */
    interface Provider {

        String name();

        /**
         * A node's way to the others, not joined yet.
         *
         * @param options as they stand in the configuration
         * @throws flotilla.discovery.InvalidValue naming the option that cannot be
         */
        Cluster create(Member self, Map<String, String> options);
    }

    /** What a cluster says to the node in it. */
    interface Listener {

        /** A message of another member; the bytes are the receiver's. */
        void received(byte[] message);

        /** A member is there: it knows nothing yet of what was sent before. */
        void joined(Member member);

        /** A member left, or is taken for dead. */
        void left(Member member);
    }
}
