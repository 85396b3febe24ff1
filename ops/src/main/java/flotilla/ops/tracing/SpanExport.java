package flotilla.ops.tracing;

import flotilla.discovery.Loop;
import flotilla.discovery.Time;
import flotilla.ops.otlp.Identity;
import flotilla.ops.otlp.OtlpHeaders;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the queues a few times a second and sends what was in them to the collector, one export at a time. While that is away
 * the queues fill up and drop; of that it says one line when it begins and one when it is over.
 *
 * <p>Threads: an export is made under {@code exporting}, by the loop or by whoever closes it. Who closes lets an export under way come to
 * its end, for as long as there is time, and sends the rest.
 */
final class SpanExport implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Spans.class);
    private static final Duration ROUND = Duration.ofMillis(200);
    private static final int MOST_PER_EXPORT = 512;
    private static final Duration LAST_ROUND = Duration.ofSeconds(3);
    private static final Duration SLACK = Duration.ofSeconds(1);
    private static final Duration AFTER_A_DEFECT = Duration.ofSeconds(10);

    /** A second try at once; more would only keep those waiting that came since. */
    private static final RetryPolicy TWICE = RetryPolicy.builder()
            .setMaxAttempts(2)
            .setInitialBackoff(Duration.ofMillis(100))
            .build();

    /** It would say each failed export; held, as a logger that nobody holds forgets its level. */
    private final java.util.logging.Logger theirs = java.util.logging.Logger.getLogger("io.opentelemetry");

    private final TracingPolicy policy;
    private final SpanQueue[] queues;
    private final Time time;
    private final Resource resource;
    private final ReentrantLock exporting = new ReentrantLock();
    private final AtomicLong exported = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private @Nullable Loop loop;

    /** Made with the first export; guarded by {@code exporting}, as all below. */
    private @Nullable SpanExporter exporter;

    private boolean away;
    private long awaySince;
    private long lostBefore;

    SpanExport(TracingPolicy policy, SpanQueue[] queues, Time time, Identity identity) {
        this.policy = policy;
        this.queues = queues.clone();
        this.time = time;
        this.resource = Conventions.resource(identity);
    }

    void start() {
        theirs.setLevel(Level.OFF);
        loop = Loop.start("tracing", time, new Rounds());
    }

    /** Spans that a collector took. */
    long exported() {
        return exported.get();
    }

    /** Spans that none took. */
    long lost() {
        return lost.get();
    }

    private SpanExporter exporter() {
        var present = exporter;
        if (present != null) {
            return present;
        }
        var otlp = policy.otlp();
        var builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(otlp.url().toString())
                .setTimeout(otlp.timeout())
                .setRetryPolicy(TWICE)
                .setCompression(otlp.compress() ? "gzip" : "none");
        otlp.headers().forEach(builder::addHeader);
        otlp.headersFile().ifPresent(file -> builder.setHeaders(OtlpHeaders.of(file, "tracing.otlp.headers_file")));
        var made = builder.build();
        exporter = made;
        return made;
    }

    /** Sends as much as fits into one export; whether there was any, and the collector took it. */
    private boolean export(Duration limit) {
        var copies = new ArrayList<SpanCopy>();
        for (var queue : queues) {
            queue.drainTo(copies, MOST_PER_EXPORT - copies.size());
        }
        if (copies.isEmpty()) {
            return false;
        }
        boolean taken = false;
        try {
            var result = exporter().export(spans(copies)).join(limit.toMillis(), TimeUnit.MILLISECONDS);
            taken = result.isSuccess();
            var why = result.getFailureThrowable();
            told(taken, why == null ? "no answer in time" : why.toString());
        } catch (RuntimeException e) {
            told(false, String.valueOf(e.getMessage()));
        } finally {
            (taken ? exported : lost).addAndGet(copies.size());
        }
        return taken;
    }

    private List<SpanData> spans(List<SpanCopy> copies) {
        return copies.stream()
                .<SpanData>map(copy -> ExportedSpan.of(copy, resource))
                .toList();
    }

    private void told(boolean taken, String why) {
        if (taken && away) {
            LOG.info(
                    "tracing: {} takes spans again, after {} s; {} were lost since",
                    policy.otlp().url(),
                    TimeUnit.NANOSECONDS.toSeconds(time.nanos() - awaySince),
                    lost.get() - lostBefore);
        } else if (!taken && !away) {
            awaySince = time.nanos();
            lostBefore = lost.get();
            LOG.warn(
                    "tracing: {} takes no spans, they are lost: {}",
                    policy.otlp().url(),
                    why);
        }
        away = !taken;
    }

    @Override
    public void close() {
        end(LAST_ROUND);
    }

    /** The same where the process goes on, so that there is time for as long as an export may take. */
    void leave() {
        end(policy.otlp().timeout().plus(LAST_ROUND));
    }

    private void end(Duration limit) {
        long end = time.nanos() + limit.toNanos();
        boolean free = waitForExport(limit);
        try {
            endLoop();
            if (free) {
                sendRest(end);
            }
        } finally {
            if (free) {
                exporting.unlock();
            }
        }
        joinLoop();
        tellRest(limit);
        if (exporter != null) {
            // It waits for an export that hangs, as long as that may take.
            Thread.ofVirtual().name("tracing-end").start(exporter::shutdown);
        }
    }

    private void endLoop() {
        if (loop != null) {
            loop.close();
        }
    }

    /** An export that had no answer in time is given up by now. */
    private void joinLoop() {
        try {
            if (loop != null && !loop.join(SLACK)) {
                LOG.warn("tracing: an export to {} does not end", policy.otlp().url());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean waitForExport(Duration limit) {
        try {
            return exporting.tryLock(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void sendRest(long end) {
        boolean taken = true;
        while (taken) {
            long left = end - time.nanos();
            taken = left > 0 && export(Duration.ofNanos(left));
        }
    }

    private void tellRest(Duration limit) {
        int rest = Stream.of(queues).mapToInt(SpanQueue::size).sum();
        if (rest > 0) {
            lost.addAndGet(rest);
            LOG.warn(
                    "tracing: {} did not take the last spans within {} s: {} are lost",
                    policy.otlp().url(),
                    limit.toSeconds(),
                    rest);
        }
    }

    /** Exports until the queues are empty, or the collector does not take it. */
    private final class Rounds implements Loop.Round {

        @Override
        public Duration run() throws InterruptedException {
            exporting.lockInterruptibly();
            try {
                while (export(policy.otlp().timeout().plus(SLACK))) {
                    // The next ones.
                }
            } finally {
                exporting.unlock();
            }
            return ROUND;
        }

        @Override
        public Duration failed(Throwable cause) {
            LOG.error("tracing: an export failed by a defect, and is tried again", cause);
            return AFTER_A_DEFECT;
        }
    }
}
