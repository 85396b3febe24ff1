package flotilla.ops.metrics;

import flotilla.discovery.Sight;
import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.ops.scale.Standing;
import flotilla.ops.tracing.SpanCounts;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Everything that {@code /metrics} shows: the node's own figures as {@code flotilla_*}, those of the JVM and the process
 * under the names that dashboards know them by.
 */
public final class Metrics implements AutoCloseable {

    /** The content type of {@link #scrape}: Prometheus' text format. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusRegistry figures = new PrometheusRegistry();
    private final PrometheusMeterRegistry registry;
    private final JvmGcMetrics collections = new JvmGcMetrics();

    /**
     * @param sights of the sources that are watched
     * @param droppedLines of the access log, since the start
     */
    public Metrics(
            Node node, Supplier<List<Sight>> sights, RequestCounters requests, LongSupplier droppedLines, Time time) {
        figures.register(requests);
        figures.register(new NodeGauges(node, time, droppedLines));
        figures.register(new OutlierFigures(node));
        figures.register(new SourceFigures(sights));
        this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, figures, Clock.SYSTEM);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** Shows how many endpoints upstreams should have, too. */
    public void scale(Supplier<List<Standing>> standings) {
        figures.register(new ScaleFigures(standings));
    }

    /** Shows what becomes of spans, too. */
    public void showTraces(Supplier<SpanCounts> counts) {
        figures.register(new TraceFigures(counts));
    }

    /** All figures of this moment. */
    public String scrape() {
        return registry.scrape(CONTENT_TYPE);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
