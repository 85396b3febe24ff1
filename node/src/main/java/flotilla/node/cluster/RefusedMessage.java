package flotilla.node.cluster;

import java.util.Locale;

/** A message that is not taken, and why. It is counted and dropped: one bad message changes nothing. */
public final class RefusedMessage extends Exception {

    private static final long serialVersionUID = 1L;

    /** The kinds of refusal, as they are counted. */
    public enum Reason {
        /** Written by a release whose messages this one cannot read. */
        VERSION,
        /** Ends before it is whole. */
        TRUNCATED,
        /** Larger than {@link Cluster#MAX_MESSAGE}. */
        OVERSIZE,
        /** Not a message. */
        MALFORMED,
        /** Of a node that bears this node's own id. */
        NAMESAKE,
        /** Of a node that has left, or of an earlier life of one. */
        DEPARTED,
        /** Overtaken by a newer one of the same node. */
        OVERTAKEN,
        /** Too long on its way. */
        STALE;

        /** The word in metrics and logs. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Reason reason;

    public RefusedMessage(Reason reason, String detail) {
        super(reason.code() + ": " + detail, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
