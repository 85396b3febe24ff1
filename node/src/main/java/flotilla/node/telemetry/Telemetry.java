package flotilla.node.telemetry;

/**
 * Who counts and writes down. Called on the I/O threads: must not block, lock or throw, and takes its time from the
 * requests.
 */
public interface Telemetry {

    /** A request ended; called exactly once for each that began. */
    void finished(Finished request);

    /** A request has its route; not called for one that gets none, and before {@link #finished} for all others. */
    default void routed(Finished request) {}

    /** Whether {@link #decided} is wanted now. */
    default boolean wantsDecisions() {
        return false;
    }

    /** An endpoint was chosen; only called while {@link #wantsDecisions} says so. */
    default void decided(Decision decision) {}

    /** Who makes traces, whenever there are to be any; asked once, at the start. */
    default Tracing tracing() {
        return Tracing.OFF;
    }

    /** Counts nothing. */
    Telemetry NONE = request -> {};
}
