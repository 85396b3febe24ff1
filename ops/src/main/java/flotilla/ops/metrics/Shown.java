package flotilla.ops.metrics;

import flotilla.node.figures.Buckets;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Metrics as they are put together for one scrape: names with their values. */
final class Shown {

    private static final double NANOS_PER_SECOND = 1e9;

    private final List<MetricSnapshot> all = new ArrayList<>();

    /** The points of one metric; of two with the same labels, the sum. */
    static final class Points {

        private final Map<Labels, Double> values = new LinkedHashMap<>();

        Points add(Labels labels, double value) {
            values.merge(labels, value, Double::sum);
            return this;
        }

        Points add(Labels labels, long value) {
            return add(labels, (double) value);
        }
    }

    /** The points of one histogram: rows as {@link Buckets} has them; of two with the same labels, the sum. */
    static final class Rows {

        private final Buckets buckets;
        private final Map<Labels, long[]> rows = new TreeMap<>();

        Rows(Buckets buckets) {
            this.buckets = buckets;
        }

        /** @param offset of the histogram in the row */
        void add(Labels labels, long[] row, int offset) {
            var sums = rows.computeIfAbsent(labels, _ -> new long[buckets.size() + 1]);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += row[offset + i];
            }
        }
    }

    /** A counter's name is without {@code _total}. */
    void counter(String name, String help, Points points) {
        var counter = CounterSnapshot.builder().name(name).help(help);
        points.values.forEach((labels, value) -> counter.dataPoint(
                CounterDataPointSnapshot.builder().labels(labels).value(value).build()));
        all.add(counter.build());
    }

    void counter(String name, String help, double value) {
        counter(name, help, new Points().add(Labels.EMPTY, value));
    }

    void counter(String name, String help, long value) {
        counter(name, help, (double) value);
    }

    void gauge(String name, String help, Points points) {
        var gauge = GaugeSnapshot.builder().name(name).help(help);
        points.values.forEach((labels, value) -> gauge.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
        all.add(gauge.build());
    }

    void gauge(String name, String help, double value) {
        gauge(name, help, new Points().add(Labels.EMPTY, value));
    }

    void gauge(String name, String help, long value) {
        gauge(name, help, (double) value);
    }

    void histogram(String name, String help, Rows rows) {
        var histogram = HistogramSnapshot.builder().name(name).help(help);
        rows.rows.forEach((labels, row) -> histogram.dataPoint(HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(buckets(rows.buckets, row))
                .sum(row[rows.buckets.size()] / NANOS_PER_SECOND)
                .build()));
        all.add(histogram.build());
    }

    private static ClassicHistogramBuckets buckets(Buckets bounds, long[] row) {
        var buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < bounds.size(); i++) {
            buckets.bucket(bounds.bound(i), row[i]);
        }
        return buckets.build();
    }

    /** How many durations a row has. */
    static long count(Buckets buckets, long[] row, int offset) {
        return Arrays.stream(row, offset, offset + buckets.size()).sum();
    }

    void add(MetricSnapshot metric) {
        all.add(metric);
    }

    List<MetricSnapshot> metrics() {
        return all;
    }
}
