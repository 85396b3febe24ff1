package flotilla.ops.tracing;

import flotilla.node.resilience.Failure;
import flotilla.node.telemetry.Finished;
import flotilla.node.telemetry.FinishedAttempt;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is kept of a span until it is exported; made on the I/O thread of its request. Times are nanoseconds. */
sealed interface SpanCopy {

    /** The halves of the trace's id, the span's id, and that of the span above it or 0. */
    record Ids(long high, long low, long span, long parent) {}

    Ids ids();

    /** Since the epoch. */
    long startNanos();

    long durationNanos();

    int status();

    @Nullable Failure failure();

    /** That of a request. */
    record OfRequest(
            Ids ids,
            long startNanos,
            long durationNanos,
            String method,
            String target,
            String host,
            String protocol,
            String userAgent,
            InetAddress client,
            InetAddress peer,
            int peerPort,
            String listener,
            String route,
            String routePath,
            String upstream,
            int attempts,
            int status,
            @Nullable Failure failure)
            implements SpanCopy {

        static OfRequest of(Finished request) {
            var trace = request.trace();
            return new OfRequest(
                    new Ids(trace.high(), trace.low(), trace.span(), trace.parent()),
                    SpanCopy.epochNanos(request),
                    request.durationNanos(),
                    request.method(),
                    request.target(),
                    request.host(),
                    request.protocol(),
                    request.userAgent(),
                    request.client(),
                    request.clientAddress(),
                    request.clientPort(),
                    request.listener(),
                    request.route(),
                    request.routePath(),
                    request.upstream(),
                    request.attempts(),
                    request.status(),
                    request.failure());
        }
    }

    /** That of a try. */
    record OfAttempt(
            Ids ids,
            long startNanos,
            long durationNanos,
            String method,
            String target,
            String host,
            int port,
            boolean secure,
            String upstream,
            int number,
            int status,
            boolean givenUp,
            @Nullable Failure failure)
            implements SpanCopy {

        static OfAttempt of(Finished request, FinishedAttempt attempt) {
            var trace = request.trace();
            return new OfAttempt(
                    new Ids(trace.high(), trace.low(), attempt.span(), trace.span()),
                    SpanCopy.epochNanos(request) + attempt.startNanos(),
                    attempt.durationNanos(),
                    request.method(),
                    attempt.target(),
                    attempt.host(),
                    attempt.port(),
                    attempt.secure(),
                    request.upstream(),
                    attempt.number(),
                    attempt.status(),
                    attempt.givenUp(),
                    attempt.failure());
        }
    }

    private static long epochNanos(Finished request) {
        return TimeUnit.MILLISECONDS.toNanos(request.startMillis());
    }
}
