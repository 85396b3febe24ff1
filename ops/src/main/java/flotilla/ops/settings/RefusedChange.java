package flotilla.ops.settings;

/** A change that could have been, and is not made: nothing has changed, unless it says otherwise. */
public final class RefusedChange extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is in the way. */
    public enum Reason {
        /** The document is not the one that the caller has seen. */
        CHANGED_MEANWHILE,
        /** Others were quicker again and again. */
        BUSY,
        /** The document would be too large. */
        TOO_LARGE,
        /** The place where settings are kept cannot be reached, or not be used. */
        UNAVAILABLE
    }

    private final Reason reason;

    RefusedChange(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
