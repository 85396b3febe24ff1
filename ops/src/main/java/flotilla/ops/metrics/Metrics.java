package flotilla.ops.metrics;

import flotilla.discovery.Sight;
import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.node.route.Route;
import flotilla.ops.metrics.otlp.ExportCounts;
import flotilla.ops.scale.Standing;
import flotilla.ops.tracing.SpanCounts;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Everything that {@code /metrics} shows: the node's own figures as {@code flotilla_*}, those of the JVM and the process
 * under the names that dashboards know them by.
 */
public final class Metrics implements AutoCloseable {

    /** The content type of {@link #scrape}: Prometheus' text format. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** What {@link ProcessFigures} has under the names and in the units that are usual with Prometheus. */
    private static final Set<String> TWICE = Set.of("process.cpu.time", "process.files.open", "process.files.max");

    private final CappedRegistry figures;
    private final Node node;
    private final PrometheusMeterRegistry registry;
    private final RequestFigures requestFigures;
    private final EndpointCounters endpointCounters;
    private final JvmGcMetrics collections = new JvmGcMetrics();

    /**
     * @param sights of the sources that are watched
     * @param droppedLines of the access log, since the start
     */
    public Metrics(
            MetricsPolicy policy,
            Node node,
            Supplier<List<Sight>> sights,
            RequestCounters requests,
            LongSupplier droppedLines,
            Time time) {
        this.node = node;
        this.figures = new CappedRegistry(policy.maxSeries());
        this.requestFigures = new RequestFigures(requests, () -> routes(node), policy, time);
        figures.register(requestFigures);
        this.endpointCounters = new EndpointCounters(() -> node.view().upstreams(), policy, time);
        figures.register(endpointCounters);
        figures.register(new NodeGauges(node, droppedLines));
        figures.register(new PortFigures(node::figures, time));
        figures.register(new ClusterFigures(node::fleet, time));
        figures.register(new OutlierFigures(node));
        figures.register(new SourceFigures(sights));
        figures.register(new ProcessFigures());
        this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, figures, Clock.SYSTEM);
        registry.config().meterFilter(MeterFilter.deny(meter -> TWICE.contains(meter.getName())));
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** Keeps to other bounds from the next look on. What has been counted stays, and none of the sums falls. */
    public void follow(MetricsPolicy policy) {
        requestFigures.follow(policy);
        endpointCounters.follow(policy);
        figures.follow(policy.maxSeries());
    }

    /** Shows the configuration that counts, too. */
    public void showConfig(Supplier<ConfigState> state) {
        figures.register(new ConfigFigures(state));
    }

    /** Shows how many endpoints upstreams should have, too. */
    public void scale(Supplier<List<Standing>> standings) {
        figures.register(new ScaleFigures(standings));
    }

    /** Shows what becomes of spans, too. */
    public void showTraces(Supplier<SpanCounts> counts) {
        figures.register(new TraceFigures(counts));
    }

    /** Shows what becomes of exports to a collector, too. */
    public void showExports(Supplier<ExportCounts> counts) {
        figures.register(new ExportFigures(counts));
    }

    private static Set<String> routes(Node node) {
        return node.view().routes().stream().map(Route::name).collect(Collectors.toSet());
    }

    /** All figures of this moment as text. */
    public String scrape() {
        return registry.scrape(CONTENT_TYPE);
    }

    /** All figures of this moment. */
    MetricSnapshots collect() {
        return figures.scrape();
    }

    /** The same for OTLP: durations of requests are those of OpenTelemetry's conventions for HTTP. */
    public MetricSnapshots forOtlp() {
        var all = new ArrayList<MetricSnapshot>();
        for (var metric : figures.whole()) {
            boolean durations = metric.getMetadata().getName().equals(RequestFigures.DURATION);
            all.add(durations ? requestFigures.httpDurations(paths()) : metric);
        }
        return figures.cut(new MetricSnapshots(all));
    }

    /** What each route's path begins with, by its name. */
    private Map<String, String> paths() {
        return node.view().routes().stream()
                .collect(Collectors.toMap(Route::name, route -> route.match().path(), (first, _) -> first));
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
