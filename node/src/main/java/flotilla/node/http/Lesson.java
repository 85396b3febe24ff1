package flotilla.node.http;

import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a request that has ended says about how much its upstream bears. */
enum Lesson {
    /** The time to its first byte is how long answers take now. */
    ANSWERED,
    /** There was no time for it. */
    LOST,
    /** Nothing: it failed for another reason, or most of its time was the client's. */
    NONE;

    private static final Set<Reason> OUT_OF_TIME = Set.of(
            Reason.CONNECT_TIMEOUT,
            Reason.TLS_TIMEOUT,
            Reason.FIRST_BYTE_TIMEOUT,
            Reason.IDLE_TIMEOUT,
            Reason.DEADLINE,
            Reason.QUEUE_FULL,
            Reason.QUEUE_TIMEOUT);

    /** A longer body may take a slow client longer than its answer takes the endpoint. */
    private static final long SHORT_BODY = 16 * 1024;

    static Lesson of(Exchange ended) {
        var failure = ended.failure();
        if (failure != null) {
            // What was over before any endpoint was asked, as in a drill, says nothing of them.
            boolean asked = failure.reason() != Reason.DEADLINE || ended.attempts() > 0;
            return asked && outOfTime(failure) ? LOST : NONE;
        }
        int status = ended.status();
        if (ended.firstByteNanos() < 0) {
            return NONE;
        } else if (status == 429 || status == 503) {
            return LOST;
        }
        return status < 500 && bodyIsShort(ended) ? ANSWERED : NONE;
    }

    /** Whether there was no time for it. */
    static boolean outOfTime(@Nullable Failure failure) {
        return failure != null && OUT_OF_TIME.contains(failure.reason());
    }

    private static boolean bodyIsShort(Exchange ended) {
        var body = ended.body();
        return body == null || body.length() >= 0 && body.length() <= SHORT_BODY;
    }
}
