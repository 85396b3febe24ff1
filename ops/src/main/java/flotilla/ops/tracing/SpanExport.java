package flotilla.ops.tracing;

import flotilla.discovery.Time;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the queues a few times a second and sends what was in them to the collector, one export at a time. While that is away
 * the queues fill up and drop; of that it says one line when it begins and one when it is over.
 */
final class SpanExport implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Spans.class);
    private static final Duration ROUND = Duration.ofMillis(200);
    private static final int MOST_PER_EXPORT = 512;
    private static final Duration LAST_ROUND = Duration.ofSeconds(3);
    private static final Duration SLACK = Duration.ofSeconds(1);

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
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicLong exported = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;

    private boolean away;
    private long awaySince;
    private long lostBefore;

    SpanExport(TracingPolicy policy, SpanQueue[] queues, Time time, String instance) {
        this.policy = policy;
        this.queues = queues.clone();
        this.time = time;
        this.resource = Conventions.resource(policy.service(), instance);
        this.thread = Thread.ofPlatform().daemon().name("tracing").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Spans that a collector took. */
    long exported() {
        return exported.get();
    }

    /** Spans that none took. */
    long lost() {
        return lost.get();
    }

    private void run() {
        theirs.setLevel(Level.OFF);
        try (var exporter = exporter()) {
            while (!closing.await(ROUND.toMillis(), TimeUnit.MILLISECONDS)) {
                rounds(exporter);
            }
            rounds(exporter);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the export of traces", e);
        }
    }

    private SpanExporter exporter() {
        var otlp = policy.otlp();
        var builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(otlp.url().toString())
                .setTimeout(otlp.timeout())
                .setRetryPolicy(TWICE)
                .setCompression(otlp.compress() ? "gzip" : "none");
        otlp.headers().forEach(builder::addHeader);
        return builder.build();
    }

    /** Exports until the queues are empty, or the collector does not take it. */
    private void rounds(SpanExporter exporter) {
        boolean taken = true;
        while (taken) {
            var batch = batch();
            taken = !batch.isEmpty() && export(exporter, batch);
        }
    }

    private List<SpanData> batch() {
        var copies = new ArrayList<SpanCopy>();
        for (var queue : queues) {
            queue.drainTo(copies, MOST_PER_EXPORT - copies.size());
        }
        return copies.stream()
                .<SpanData>map(copy -> ExportedSpan.of(copy, resource))
                .toList();
    }

    private boolean export(SpanExporter exporter, List<SpanData> batch) {
        var limit = policy.otlp().timeout().plus(SLACK);
        var result = exporter.export(batch).join(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (result.isSuccess()) {
            exported.addAndGet(batch.size());
            back();
        } else {
            gone(result);
            lost.addAndGet(batch.size());
        }
        return result.isSuccess();
    }

    private void gone(CompletableResultCode result) {
        if (!away) {
            away = true;
            awaySince = time.nanos();
            lostBefore = lost.get();
            var why = result.getFailureThrowable();
            LOG.warn(
                    "tracing: {} takes no spans, they are lost: {}",
                    policy.otlp().url(),
                    why == null ? "no answer in time" : why.toString());
        }
    }

    private void back() {
        if (away) {
            away = false;
            LOG.info(
                    "tracing: {} takes spans again, after {} s; {} were lost since",
                    policy.otlp().url(),
                    TimeUnit.NANOSECONDS.toSeconds(time.nanos() - awaySince),
                    lost.get() - lostBefore);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            if (!thread.join(LAST_ROUND)) {
                LOG.warn(
                        "tracing: {} did not take the last spans within {} s",
                        policy.otlp().url(),
                        LAST_ROUND.toSeconds());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
