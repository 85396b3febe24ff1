package flotilla.ops.metrics.otlp;

import flotilla.discovery.Loop;
import flotilla.discovery.Time;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends all figures to a collector at an interval, on a thread of its own. What does not arrive is not kept: counters go on, and
 * the next export says what the one before would have said. So a collector that is away costs one line when it goes and one when it
 * is back, and no memory.
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
    private final Loop loop;

    /** Written by the loop's thread alone. */
    private volatile boolean failing;

    private volatile boolean closing;

    private OtlpExport(OtlpPolicy policy, Supplier<MetricSnapshots> figures, String node, Time time) {
        SDK.setLevel(Level.OFF);
        this.policy = policy;
        this.figures = figures;
        this.time = time;
        this.startNanos = nanos(time.now());
        this.resource = Resource.create(Attributes.builder()
                .put("service.name", "flotilla")
                .put("service.instance.id", node)
                .build());
        var builder = OtlpHttpMetricExporter.builder()
                .setEndpoint(policy.target())
                .setTimeout(policy.timeout())
                .setCompression("gzip")
                // The next export is the next try.
                .setRetryPolicy(null);
        policy.headersFile().ifPresent(file -> builder.setHeaders(() -> headers(file)));
        this.exporter = builder.build();
        this.loop = Loop.start("otlp-metrics", time, new Exports());
    }

    /**
     * Exports from now on, until closed.
     *
     * @param policy with a URL
     * @param node this one's name among others
     */
    public static OtlpExport start(OtlpPolicy policy, Supplier<MetricSnapshots> figures, String node, Time time) {
        return new OtlpExport(policy, figures, node, time);
    }

    private Map<String, String> headers(Path file) {
        try {
            return OtlpHeaders.read(file);
        } catch (IOException e) {
            throw new IllegalStateException("metrics.otlp.headers_file: " + e.getMessage(), e);
        }
    }

    private void export(Duration limit) {
        var data = OtlpFigures.of(figures.get(), resource, startNanos, nanos(time.now()));
        var result = exporter.export(data).join(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (result.isSuccess()) {
            arrived();
        } else if (!closing) {
            var cause = result.getFailureThrowable();
            missed(cause == null ? "no answer in time" : String.valueOf(cause.getMessage()));
        }
    }

    private void arrived() {
        if (failing) {
            failing = false;
            LOG.info("metrics: {} takes them again", policy.target());
        }
    }

    private void missed(String why) {
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
        closing = true;
        loop.close();
        if (!failing) {
            export(LAST_WORD);
        }
        exporter.shutdown().join(LAST_WORD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private final class Exports implements Loop.Round {

        @Override
        public Duration run() {
            export(policy.timeout());
            return policy.interval();
        }

        @Override
        public Duration failed(Throwable cause) {
            missed(String.valueOf(cause.getMessage()));
            return policy.interval();
        }
    }
}
