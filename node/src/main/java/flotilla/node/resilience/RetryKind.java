package flotilla.node.resilience;

/**
 * What a retry policy sees of a failed try. The one place that decides which {@link Failure.Reason} may be cured by
 * another try at all:
 *
 * <pre>
 * kind       method       budget  where       first at once
 * UNREACHED  any          yes     another     yes
 * FULL       any          no      another     yes
 * STALE      idempotent   no      the same    yes
 * RESET      idempotent   yes     another     yes
 * TIMEOUT    idempotent   yes     another     yes
 * MALFORMED  idempotent   yes     another     yes
 * STATUS     idempotent   yes     another     no
 * FINAL      -            -       nowhere     -</pre>
 */
public enum RetryKind {
    /** No connection, or no TLS on it: the endpoint has not seen a byte of the request. */
    UNREACHED,
    /** This node may open no more connections to it: neither has it. */
    FULL,
    /** A kept connection was closed before anything of an answer came. */
    STALE,
    /** A fresh one was closed or reset before that, with or without a word of why from TLS. */
    RESET,
    /** Nothing of an answer came in time. */
    TIMEOUT,
    /** What came is no answer, so nothing of it has gone to the client. */
    MALFORMED,
    /** It answered with a status that the policy lists. */
    STATUS,
    /** Another try would change nothing, could do harm, or comes too late. */
    FINAL;

    /** Whether no endpoint can have seen the request, so that any method may go elsewhere. */
    public boolean unsent() {
        return this == UNREACHED || this == FULL;
    }

    /** Whether the failed try was no load on an endpoint, so that the next is not taken from the budget. */
    public boolean free() {
        return this == FULL || this == STALE;
    }

    /** Whether the first retry need not wait: what failed was the connection, and another endpoint has its own. */
    public boolean atOnce() {
        return this != STATUS;
    }

    /** What a try that failed for this reason is. */
    public static RetryKind of(Failure.Reason reason, Sent sent) {
        return switch (reason) {
            case CONNECT_REFUSED, CONNECT_TIMEOUT, TLS_TIMEOUT -> UNREACHED;
            case TLS_FAILED, CLOSED_EARLY -> early(sent);
            case QUEUE_FULL -> FULL;
            case FIRST_BYTE_TIMEOUT -> TIMEOUT;
            case BAD_RESPONSE -> MALFORMED;
            // The endpoint had its say, or its time, or part of the answer is with the client.
            case RESPONSE_HEADERS_TOO_LARGE, RESPONSE_CUT, IDLE_TIMEOUT, DEADLINE -> FINAL;
            // It was the client's doing.
            case BAD_REQUEST,
                    FORBIDDEN,
                    NO_ROUTE,
                    CLIENT_TIMEOUT,
                    BODY_TOO_LARGE,
                    URI_TOO_LONG,
                    EXPECTATION_FAILED,
                    CLIENT_RATE,
                    ROUTE_RATE,
                    UPSTREAM_RATE,
                    HEADERS_TOO_LARGE,
                    CLIENT_GONE,
                    NOT_IMPLEMENTED,
                    VERSION_NOT_SUPPORTED -> FINAL;
            // It was ours: more work helps nobody. Who waited in a queue has had its wait.
            case INTERNAL,
                    FAULT_INJECTED,
                    NO_ENDPOINT,
                    QUEUE_TIMEOUT,
                    TOO_MANY_CONNECTIONS,
                    TOO_MANY_REQUESTS_IN_FLIGHT,
                    UPSTREAM_BUSY,
                    OUT_OF_BUFFERS,
                    SHUTTING_DOWN -> FINAL;
        };
    }

    /** What an end before any answer is. */
    private static RetryKind early(Sent sent) {
        return switch (sent) {
            case NOTHING -> UNREACHED;
            case ON_A_STALE_CONNECTION -> STALE;
            case SOMETHING -> RESET;
        };
    }
}
