package flotilla.ops.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The last word on how much is shown. Requests and endpoints keep to their parts by themselves; what there is one of for each
 * upstream, source or peer has no such bound but this: points beyond it are left out, and {@code flotilla_series_omitted} says
 * how many series that cost. Everything else comes first, so it is never what is left out.
 */
final class SeriesCap {

    /** What there is one of for each upstream, source, peer, or combination of labels: nothing else bounds it. */
    private static final List<String> UNBOUNDED = List.of(
            RequestFigures.HTTP_DURATION,
            "flotilla_upstream_",
            "flotilla_source_",
            "flotilla_cluster_",
            "flotilla_fleet_",
            "flotilla_drill_",
            "flotilla_scale_");

    /** Sum and count. */
    private static final int BESIDE_BUCKETS = 2;

    private final int max;
    private int used;
    private int omitted;

    private SeriesCap(int max) {
        // One for what it says of itself.
        this.max = max - 1;
    }

    /** These metrics without what is beyond {@code max} series. */
    static MetricSnapshots cut(MetricSnapshots all, int max) {
        return new SeriesCap(max).cut(all);
    }

    private MetricSnapshots cut(MetricSnapshots all) {
        var kept = new ArrayList<MetricSnapshot>();
        all.stream()
                .sorted(Comparator.comparing(SeriesCap::unbounded)
                        .thenComparingInt(metric -> metric.getDataPoints().size()))
                .forEach(metric -> kept.add(cut(metric)));
        var shown = new Shown();
        shown.gauge("flotilla_series_omitted", "Series beyond max_series, which are not shown.", omitted);
        kept.addAll(shown.metrics());
        return new MetricSnapshots(kept);
    }

    private static boolean unbounded(MetricSnapshot metric) {
        return UNBOUNDED.stream().anyMatch(metric.getMetadata().getName()::startsWith);
    }

    private MetricSnapshot cut(MetricSnapshot metric) {
        int before = omitted;
        return switch (metric) {
            case CounterSnapshot counter -> {
                var points = fitting(counter.getDataPoints());
                yield omitted == before ? counter : new CounterSnapshot(counter.getMetadata(), points);
            }
            case GaugeSnapshot gauge -> {
                var points = fitting(gauge.getDataPoints());
                yield omitted == before ? gauge : new GaugeSnapshot(gauge.getMetadata(), points);
            }
            case HistogramSnapshot histogram -> {
                var points = fitting(histogram.getDataPoints());
                yield omitted == before ? histogram : new HistogramSnapshot(histogram.getMetadata(), points);
            }
            default -> {
                fitting(metric.getDataPoints());
                yield metric;
            }
        };
    }

    private <P extends DataPointSnapshot> List<P> fitting(List<? extends P> points) {
        var fitting = new ArrayList<P>();
        for (var point : points) {
            int series = series(point);
            if (used + series <= max) {
                used += series;
                fitting.add(point);
            } else {
                omitted += series;
            }
        }
        return fitting;
    }

    private static int series(DataPointSnapshot point) {
        return point instanceof HistogramSnapshot.HistogramDataPointSnapshot histogram
                ? histogram.getClassicBuckets().size() + BESIDE_BUCKETS
                : 1;
    }
}
