package flotilla.ops.process.follow;

import flotilla.discovery.Time;
import flotilla.node.telemetry.Finished;
import flotilla.node.telemetry.FinishedAttempt;
import flotilla.node.telemetry.Tracing;
import flotilla.ops.config.Settings;
import flotilla.ops.tracing.SpanCounts;
import flotilla.ops.tracing.SpanIds;
import flotilla.ops.tracing.Spans;
import flotilla.ops.tracing.TracingPolicy;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Traces by the policy that counts now, if there is one. Spans go to the collector that counts when they end: those of a request that
 * began before a change go to the new one, or to nobody where there is none any more. What was in the queues of the one before
 * is sent there first.
 *
 * <p>Threads: the I/O threads read {@link #now} once for each thing that they ask. One that read it just before it was replaced may add
 * spans until it has passed; only then is the one before ended ({@link Followers}).
 */
public final class LiveTracing implements Tracing, Follower, AutoCloseable {

    private final int threads;
    private final Time time;
    private final Origin origin;
    private final Totals<Spans, SpanCounts> totals =
            new Totals<>(Spans::counts, SpanCounts::plus, new SpanCounts(0, 0, 0));

    /** That counts; changed by one change at a time. */
    private Optional<TracingPolicy> policy = Optional.empty();

    private volatile @Nullable Now now;

    /** Made with the first traces, and kept: requests that have a trace still need ids where there are no others any more. */
    private volatile @Nullable SpanIds ids;

    private record Now(double share, Spans spans) {}

    private LiveTracing(int threads, Time time, Origin origin) {
        this.threads = threads;
        this.time = time;
        this.origin = origin;
    }

    /**
     * Begins with the first one, if there is to be one.
     *
     * @param threads I/O threads that will call
     */
    public static LiveTracing of(Settings first, int threads, Time time, Origin origin) {
        var tracing = new LiveTracing(threads, time, origin);
        tracing.prepare(first).make();
        return tracing;
    }

    @Override
    public boolean on() {
        return now != null;
    }

    @Override
    public double share() {
        var present = now;
        return present == null ? 0 : present.share;
    }

    @Override
    public long id(int ioThread) {
        var made = ids;
        return made == null ? 0 : made.next(ioThread);
    }

    @Override
    public void tried(Finished request, FinishedAttempt attempt) {
        var present = now;
        if (present != null) {
            present.spans.tried(request, attempt);
        }
    }

    @Override
    public void finished(Finished request) {
        var present = now;
        if (present != null) {
            present.spans.finished(request);
        }
    }

    /** What became of all spans since the start of the process. */
    public SpanCounts counts() {
        return totals.now();
    }

    @Override
    public Change prepare(Settings newer) {
        var wanted = newer.tracing();
        var present = now;
        if (wanted.equals(policy)) {
            return Change.NONE;
        }
        if (present != null && wanted.isPresent() && wanted.get().sendsLike(policy.orElseThrow())) {
            return () -> count(wanted, Optional.of(present.spans));
        }
        var next = wanted.map(by -> Spans.prepare(by, threads, time, origin.under(newer)));
        return new Replacement(wanted, next, Optional.ofNullable(present).map(Now::spans));
    }

    private void count(Optional<TracingPolicy> newer, Optional<Spans> spans) {
        policy = newer;
        if (newer.isPresent() && ids == null) {
            // They have to differ from those of all other nodes, and not to be foreseen.
            ids = new SpanIds(threads, new SecureRandom().nextLong());
        }
        now = spans.map(by -> new Now(newer.orElseThrow().sample(), by)).orElse(null);
    }

    @Override
    public void close() {
        var last = now;
        if (last != null) {
            last.spans.close();
        }
    }

    private final class Replacement implements Change {

        private final Optional<TracingPolicy> newer;
        private final Optional<Spans> next;
        private final Optional<Spans> before;

        private Replacement(Optional<TracingPolicy> newer, Optional<Spans> next, Optional<Spans> before) {
            this.newer = newer;
            this.next = next;
            this.before = before;
        }

        @Override
        public void make() {
            next.ifPresent(Spans::start);
            totals.replace(next);
            count(newer, next);
        }

        @Override
        public void retire() {
            before.ifPresent(Spans::leave);
            totals.ended();
        }
    }
}
