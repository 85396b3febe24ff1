package flotilla.ops.metrics.otlp;

import flotilla.discovery.Loop;
import flotilla.discovery.Time;
import flotilla.ops.otlp.Identity;
import flotilla.ops.otlp.OtlpHeaders;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends all figures to a collector at an interval, on a thread of its own. What does not arrive is not kept: counters go on, and
 * the next export says what the one before would have said. So a collector that is away costs one line when it goes and one when it
 * is back, and no memory.
 *
 * <p>Threads: an export is made under {@code exporting}, by the loop or by whoever closes it. Who closes lets an export under way come to
 * its end, for as long as it has time.
 */
public final class OtlpExport implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OtlpExport.class);
    private static final Duration LAST_WORD = Duration.ofSeconds(2);

    /** Says of each failure what {@link #missed} says once; kept, as nobody else keeps it silent. */
    private static final java.util.logging.Logger SDK = java.util.logging.Logger.getLogger("io.opentelemetry.exporter");

    private final OtlpPolicy policy;
    private final Supplier<MetricSnapshots> figures;
    private final Time time;
    private final Resource resource;
    private final long startNanos;
    private final MetricExporter exporter;
    private @Nullable Loop loop;

    private final ReentrantLock exporting = new ReentrantLock();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();

    /** Guarded by {@code exporting}. */
    private boolean failing;

    private OtlpExport(OtlpPolicy policy, Supplier<MetricSnapshots> figures, Identity identity, Time time) {
        SDK.setLevel(Level.OFF);
        this.policy = policy;
        this.figures = figures;
        this.time = time;
        this.startNanos = nanos(identity.started());
        this.resource = resource(identity);
        var builder = OtlpHttpMetricExporter.builder()
                .setEndpoint(policy.target())
                .setTimeout(policy.timeout())
                .setCompression("gzip")
                // The next export is the next try.
                .setRetryPolicy(null);
        policy.headersFile().ifPresent(file -> builder.setHeaders(OtlpHeaders.of(file, "metrics.otlp.headers_file")));
        this.exporter = builder.build();
    }

    /**
     * Makes all that is needed; nothing is exported before the {@link #start}.
     *
     * @param policy with a URL
     * @param identity whom the collector has them from, and since when it has counted
     */
    public static OtlpExport prepare(
            OtlpPolicy policy, Supplier<MetricSnapshots> figures, Identity identity, Time time) {
        return new OtlpExport(policy, figures, identity, time);
    }

    /** Exports from now on, until closed. */
    public void start() {
        loop = Loop.start("otlp-metrics", time, new Exports());
    }

    /** One that was not started is not needed. */
    public void giveUp() {
        exporter.shutdown();
    }

    private static Resource resource(Identity identity) {
        var attributes = Attributes.builder();
        identity.attributes().forEach((key, value) -> attributes.put(key, value));
        return Resource.create(attributes.build());
    }

    /** What became of exports until now. */
    public ExportCounts counts() {
        return new ExportCounts(taken.get(), missed.get());
    }

    private void export(Duration limit) {
        try {
            var data = OtlpFigures.of(figures.get(), resource, startNanos, nanos(time.now()));
            var result = exporter.export(data).join(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (result.isSuccess()) {
                arrived();
            } else {
                var cause = result.getFailureThrowable();
                missed(cause == null ? "no answer in time" : String.valueOf(cause.getMessage()));
            }
        } catch (RuntimeException e) {
            missed(String.valueOf(e.getMessage()));
        }
    }

    private void arrived() {
        taken.incrementAndGet();
        if (failing) {
            failing = false;
            LOG.info("metrics: {} takes them again", policy.target());
        }
    }

    private void missed(String why) {
        missed.incrementAndGet();
        if (!failing) {
            failing = true;
            LOG.warn(
                    "metrics: {} does not take them, and is tried again each {} s: {}",
                    policy.target(),
                    policy.interval().toSeconds(),
                    why);
        }
    }

    private static long nanos(Instant moment) {
        return TimeUnit.SECONDS.toNanos(moment.getEpochSecond()) + moment.getNano();
    }

    /** Sends what has been counted since the last export, unless nobody takes it. */
    @Override
    public void close() {
        end(LAST_WORD);
    }

    /** The same where the process goes on, so that there is time for as long as an export may take. */
    public void leave() {
        end(policy.timeout().plus(LAST_WORD));
    }

    private void end(Duration limit) {
        long end = time.nanos() + limit.toNanos();
        boolean free = waitForExport(limit);
        try {
            endLoop();
            if (free && !failing) {
                export(Duration.ofNanos(Math.max(0, end - time.nanos())));
            }
        } finally {
            if (free) {
                exporting.unlock();
            }
        }
        // It waits for an export that hangs, as long as that may take.
        Thread.ofVirtual().name("otlp-metrics-end").start(exporter::shutdown);
    }

    private void endLoop() {
        if (loop != null) {
            loop.close();
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

    private final class Exports implements Loop.Round {

        @Override
        public Duration run() throws InterruptedException {
            exporting.lockInterruptibly();
            try {
                export(policy.timeout());
            } finally {
                exporting.unlock();
            }
            return policy.interval();
        }

        @Override
        public Duration failed(Throwable cause) {
            LOG.error("metrics: an export failed by a defect, and is tried again", cause);
            return policy.interval();
        }
    }
}
