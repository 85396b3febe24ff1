package flotilla.node;

import flotilla.node.telemetry.Finished;
import flotilla.node.telemetry.FinishedAttempt;
import flotilla.node.telemetry.Tracing;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

/** Traces that a test looks at. */
public final class SeenSpans implements Tracing {

    /** A span's ids and outcome; number 0 is the request's own. */
    public record Seen(
            String trace,
            String span,
            String parent,
            int number,
            int port,
            String target,
            int status,
            String reason,
            boolean givenUp,
            long startNanos,
            long durationNanos) {

        /** What an endpoint gets whose try this is. */
        public String traceparent(String flags) {
            return "00-" + trace + "-" + span + "-" + flags;
        }
    }

    private final double share;
    private final SplittableRandom[] random;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    public SeenSpans(double share, long seed) {
        this.share = share;
        this.random = new SplittableRandom[] {new SplittableRandom(seed), new SplittableRandom(seed + 1)};
    }

    @Override
    public boolean on() {
        return true;
    }

    @Override
    public double share() {
        return share;
    }

    @Override
    public long id(int ioThread) {
        return random[ioThread].nextLong() | 1;
    }

    @Override
    public void tried(Finished request, FinishedAttempt attempt) {
        var failure = attempt.failure();
        seen.add(new Seen(
                trace(request),
                "%016x".formatted(attempt.span()),
                "%016x".formatted(request.trace().span()),
                attempt.number(),
                attempt.port(),
                attempt.target(),
                attempt.status(),
                failure == null ? "" : failure.reason().code(),
                attempt.givenUp(),
                attempt.startNanos(),
                attempt.durationNanos()));
    }

    @Override
    public void finished(Finished request) {
        var failure = request.failure();
        seen.add(new Seen(
                trace(request),
                "%016x".formatted(request.trace().span()),
                "%016x".formatted(request.trace().parent()),
                0,
                0,
                request.target(),
                request.status(),
                failure == null ? "" : failure.reason().code(),
                false,
                0,
                request.durationNanos()));
    }

    private static String trace(Finished request) {
        return "%016x%016x".formatted(request.trace().high(), request.trace().low());
    }

    /** All there are, once there are those of so many requests. */
    public List<Seen> ofRequests(int count) {
        TestNode.await(() -> requests() >= count);
        return List.copyOf(seen);
    }

    public long requests() {
        return seen.stream().filter(span -> span.number() == 0).count();
    }
}
