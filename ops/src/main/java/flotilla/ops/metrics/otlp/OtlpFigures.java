package flotilla.ops.metrics.otlp;

import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.resources.Resource;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One look at all figures, made from what Prometheus is told into what OTLP carries: the very same numbers under the names of {@link
 * OtlpNames}. Counters and histograms count from the start of the process on.
 */
final class OtlpFigures {

    private final Resource resource;
    private final long startNanos;
    private final long nowNanos;
    private final List<MetricData> all = new ArrayList<>();

    private OtlpFigures(Resource resource, long startNanos, long nowNanos) {
        this.resource = resource;
        this.startNanos = startNanos;
        this.nowNanos = nowNanos;
    }

    /** Both moments are since the epoch. */
    static List<MetricData> of(MetricSnapshots metrics, Resource resource, long startNanos, long nowNanos) {
        var figures = new OtlpFigures(resource, startNanos, nowNanos);
        metrics.forEach(figures::add);
        return figures.all;
    }

    private void add(MetricSnapshot metric) {
        var name = metric.getMetadata().getName();
        switch (metric) {
            case CounterSnapshot counter -> sum(name, metric, counter.getDataPoints(), point -> point.getValue());
            case GaugeSnapshot gauge -> gauge(name, metric, gauge.getDataPoints(), point -> point.getValue());
            case HistogramSnapshot histogram -> histogram(name, histogram);
            case SummarySnapshot summary -> {
                sum(name + "_count", metric, summary.getDataPoints(), point -> (double) point.getCount());
                sum(name + "_sum", metric, summary.getDataPoints(), point -> point.getSum());
            }
            case InfoSnapshot info -> gauge(name + "_info", metric, info.getDataPoints(), _ -> 1);
            default ->
                throw new IllegalArgumentException(name + " is of a kind that is not known: " + metric.getClass());
        }
    }

    private <P extends DataPointSnapshot> void sum(
            String name, MetricSnapshot metric, List<P> points, ToDoubleFunction<P> value) {
        var data = SumData.createDoubleSumData(true, AggregationTemporality.CUMULATIVE, points(points, value));
        put(name, metric, MetricDataType.DOUBLE_SUM, data, points);
    }

    private <P extends DataPointSnapshot> void gauge(
            String name, MetricSnapshot metric, List<P> points, ToDoubleFunction<P> value) {
        put(name, metric, MetricDataType.DOUBLE_GAUGE, GaugeData.createDoubleGaugeData(points(points, value)), points);
    }

    private <P extends DataPointSnapshot> List<DoublePointData> points(List<P> points, ToDoubleFunction<P> value) {
        return points.stream()
                .map(point -> DoublePointData.create(
                        startNanos,
                        nowNanos,
                        OtlpNames.attributes(point.getLabels()),
                        value.applyAsDouble(point),
                        List.of()))
                .toList();
    }

    private void histogram(String name, HistogramSnapshot histogram) {
        var points = histogram.getDataPoints().stream().map(this::point).toList();
        put(
                name,
                histogram,
                MetricDataType.HISTOGRAM,
                HistogramData.create(AggregationTemporality.CUMULATIVE, points),
                histogram.getDataPoints());
    }

    private HistogramPointData point(HistogramDataPointSnapshot point) {
        var buckets = point.getClassicBuckets();
        return HistogramPointData.create(
                startNanos,
                nowNanos,
                OtlpNames.attributes(point.getLabels()),
                point.getSum(),
                false,
                0,
                false,
                0,
                bounds(buckets),
                counts(buckets));
    }

    /** The last one is without a bound, and OTLP leaves that out. */
    private static List<Double> bounds(ClassicHistogramBuckets buckets) {
        var bounds = new ArrayList<Double>();
        for (int i = 0; i < buckets.size() - 1; i++) {
            bounds.add(buckets.getUpperBound(i));
        }
        return bounds;
    }

    private static List<Long> counts(ClassicHistogramBuckets buckets) {
        var counts = new ArrayList<Long>();
        for (int i = 0; i < buckets.size(); i++) {
            counts.add(buckets.getCount(i));
        }
        return counts;
    }

    private void put(
            String name,
            MetricSnapshot metric,
            MetricDataType type,
            Data<?> data,
            List<? extends DataPointSnapshot> points) {
        if (!points.isEmpty()) {
            var help = metric.getMetadata().getHelp();
            all.add(new OtlpMetric(
                    resource, OtlpNames.metric(name), help == null ? "" : help, OtlpNames.unit(name), type, data));
        }
    }
}
