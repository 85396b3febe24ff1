package flotilla.node.cluster;

import flotilla.discovery.InvalidValue;

/** What one node tells all others. Each message stands for itself: none depends on one before it. */
public sealed interface Message permits NodeReport, Verdicts, Bulletin, Readings, Message.Hello, Message.Unknown {

    Origin origin();

    /**
     * Whom a message is from, and which of its messages it is.
     *
     * @param node the sender, with the epoch of its present life
     * @param sequence counts the sender's messages of all kinds, from 1
     * @param uptimeMillis on the sender's monotonic clock since its start, when it was sent: only differences of one
     *     sender's stamps mean anything, and no clock needs to agree with another
     */
    record Origin(Member node, long sequence, long uptimeMillis) {

        public Origin {
            InvalidValue.require(sequence >= 1, "sequence", sequence, ">= 1");
            InvalidValue.require(uptimeMillis >= 0, "uptimeMillis", uptimeMillis, ">= 0");
        }

        /** Whether this one was sent after the other, by the same node. */
        boolean after(Origin other) {
            return node.epoch() != other.node.epoch() ? node.epoch() > other.node.epoch() : sequence > other.sequence;
        }
    }

    /** A node has come, or come back: whoever has verdicts to tell, tells them all. */
    record Hello(Origin origin) implements Message {}

    /** Of a kind that a newer release has brought; it is skipped. */
    record Unknown(Origin origin) implements Message {}
}
