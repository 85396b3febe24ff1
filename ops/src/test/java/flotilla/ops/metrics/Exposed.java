package flotilla.ops.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Metrics as a scrape has them: each series, buckets not cumulative, with its value. */
record Exposed(Map<String, Double> series) {

    static Exposed of(MetricSnapshots metrics) {
        var series = new TreeMap<String, Double>();
        for (var metric : metrics) {
            for (var point : metric.getDataPoints()) {
                add(metric.getMetadata().getName(), point, series);
            }
        }
        return new Exposed(series);
    }

    private static void add(String name, DataPointSnapshot point, Map<String, Double> series) {
        var labels = point.getLabels().toString();
        switch (point) {
            case CounterDataPointSnapshot counter -> series.put(name + "_total" + labels, counter.getValue());
            case GaugeDataPointSnapshot gauge -> series.put(name + labels, gauge.getValue());
            case HistogramDataPointSnapshot histogram -> {
                var buckets = histogram.getClassicBuckets();
                for (int i = 0; i < buckets.size(); i++) {
                    var le = "le=" + buckets.getUpperBound(i);
                    series.put(name + "_bucket" + labels + le, (double) buckets.getCount(i));
                }
                series.put(name + "_sum" + labels, histogram.getSum());
                series.put(name + "_count" + labels, (double) histogram.getCount());
            }
            case SummaryDataPointSnapshot summary -> {
                // The JVM's pauses, from the first collection on.
                series.put(name + "_sum" + labels, summary.getSum());
                series.put(name + "_count" + labels, (double) summary.getCount());
            }
            default -> throw new AssertionError(point);
        }
    }

    /** Those that only grow. */
    Map<String, Double> growing() {
        return only(name -> name.contains("_total{")
                || name.contains("_bucket{")
                || name.contains("_sum{")
                || name.contains("_count{"));
    }

    /** Compares with what has been seen before, and adds this to it. */
    void growsFrom(Map<String, Double> before) {
        var now = growing();
        now.forEach((name, value) -> {
            if (value < before.getOrDefault(name, 0.0)) {
                throw new AssertionError(name + " fell from " + before.get(name) + " to " + value);
            }
        });
        before.putAll(now);
    }

    /** Of what has been seen, all together. */
    static double sum(Map<String, Double> seen, String prefix) {
        return seen.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    Map<String, Double> only(Predicate<String> names) {
        var some = new TreeMap<>(series);
        some.keySet().removeIf(names.negate());
        return some;
    }

    double sum(String prefix) {
        return sum(series, prefix);
    }
}
