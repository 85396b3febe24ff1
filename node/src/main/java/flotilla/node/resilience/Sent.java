package flotilla.node.resilience;

/** What the endpoint may have seen of the request when a try failed. */
public enum Sent {
    /** Not a byte: any other endpoint may have it. */
    NOTHING,
    /** Perhaps all of it, but on a kept connection that the endpoint was closing: most likely nothing was done. */
    ON_A_STALE_CONNECTION,
    /** All or part of it. */
    SOMETHING
}
