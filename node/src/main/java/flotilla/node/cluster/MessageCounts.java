package flotilla.node.cluster;

import java.util.concurrent.atomic.LongAdder;

/** How many messages came and went, and how many bytes they had; from any thread. */
public final class MessageCounts {

    private final Refusals refusals = new Refusals();
    private final LongAdder sent = new LongAdder();
    private final LongAdder bytesSent = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder bytesReceived = new LongAdder();

    void sent(byte[] message) {
        sent.increment();
        bytesSent.add(message.length);
    }

    /** Who takes what messages say. */
    interface Taker {
        void take(Message message) throws RefusedMessage;
    }

    /** Hands on what a message says, or notes why not. */
    void hear(byte[] message, Taker taker) {
        received.increment();
        bytesReceived.add(message.length);
        try {
            taker.take(Messages.decode(message));
        } catch (RefusedMessage refusal) {
            refusals.note(refusal);
        }
    }

    /** What came and was not taken. */
    public Refusals refusals() {
        return refusals;
    }

    /** Messages handed to the cluster, each once, however many nodes get it. */
    public long sent() {
        return sent.sum();
    }

    public long bytesSent() {
        return bytesSent.sum();
    }

    /** Messages that came from other nodes, those refused included. */
    public long received() {
        return received.sum();
    }

    public long bytesReceived() {
        return bytesReceived.sum();
    }
}
