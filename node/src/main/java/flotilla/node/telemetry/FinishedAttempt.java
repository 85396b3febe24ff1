package flotilla.node.telemetry;

import flotilla.node.resilience.Failure;
import org.jspecify.annotations.Nullable;

/** A try at an endpoint that has ended. A view, to be read before the call that got it returns. */
public interface FinishedAttempt {

    /** The id of its span, which the endpoint got as its parent; never 0. */
    long span();

    /** 1 for the request's first. */
    int number();

    /** The endpoint's name or address. */
    String host();

    int port();

    /** Whether the endpoint is spoken to over TLS. */
    boolean secure();

    /** Path and query as the endpoint got them. */
    String target();

    /** Nanoseconds from the request's beginning to its own. */
    long startNanos();

    /** Nanoseconds from its beginning to its end. */
    long durationNanos();

    /** What the endpoint answered, or 0. */
    int status();

    /** What went wrong, if anything did. */
    @Nullable Failure failure();

    /** Whether it was ended though nothing was wrong with it: another try had the answer, or the client left. */
    boolean givenUp();
}
