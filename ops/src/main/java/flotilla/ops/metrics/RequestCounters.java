package flotilla.ops.metrics;

import flotilla.node.telemetry.Finished;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Counts requests by listener, route, upstream, status class and reason. Each I/O thread counts for itself, without a
 * lock, an atomic addition or an object per request; what there is on all threads is added up when it is asked for.
 */
public final class RequestCounters implements MultiCollector {

    private final ThreadCounters[] threads;
    private final Supplier<Set<String>> routeNames;

    /**
     * @param threads I/O threads that will count
     * @param routeNames the routes there are now; the series of others are gone
     */
    public RequestCounters(int threads, Supplier<Set<String>> routeNames) {
        this.threads =
                IntStream.range(0, threads).mapToObj(_ -> new ThreadCounters()).toArray(ThreadCounters[]::new);
        this.routeNames = routeNames;
    }

    /** Counts a request; on its own I/O thread. */
    public void finished(Finished request) {
        threads[request.ioThread()].add(request);
    }

    @Override
    public MetricSnapshots collect() {
        var living = living();
        return MetricSnapshots.of(
                counter("flotilla_requests", "Requests that ended.", living, Series::requests),
                counter("flotilla_request_body_bytes", "Body bytes from clients.", living, Series::bytesIn),
                counter("flotilla_response_bytes", "Bytes to clients, heads included.", living, Series::bytesOut),
                durations(living));
    }

    private List<Series> living() {
        var series = Stream.of(threads).flatMap(thread -> thread.all().stream()).toList();
        var routes = routeNames.get();
        for (var one : series) {
            var route = one.key().route();
            one.gone(!route.isEmpty() && !routes.contains(route));
        }
        return series.stream().filter(one -> !one.gone()).toList();
    }

    private static CounterSnapshot counter(
            String name, String help, List<Series> series, ToLongFunction<Series> value) {
        Map<Series.Key, Long> sums = new LinkedHashMap<>();
        for (var one : series) {
            sums.merge(one.key(), value.applyAsLong(one), Long::sum);
        }
        var counter = CounterSnapshot.builder().name(name).help(help);
        sums.forEach((key, sum) -> counter.dataPoint(CounterDataPointSnapshot.builder()
                .labels(labels(key))
                .value(sum)
                .build()));
        return counter.build();
    }

    private static Labels labels(Series.Key key) {
        return Labels.of(
                "listener", key.listener(),
                "route", key.route(),
                "upstream", key.upstream(),
                "status", key.statusClass() + "xx",
                "reason", key.reason());
    }

    private static HistogramSnapshot durations(List<Series> series) {
        Map<String, Set<Durations>> byRoute = new TreeMap<>();
        for (var one : series) {
            byRoute.computeIfAbsent(one.key().route(), _ -> new HashSet<>()).add(one.durations());
        }
        var histogram = HistogramSnapshot.builder()
                .name("flotilla_request_duration_seconds")
                .help("From the last byte of a request's head to its end.");
        byRoute.forEach((route, parts) -> histogram.dataPoint(fold(route, parts)));
        return histogram.build();
    }

    private static HistogramDataPointSnapshot fold(String route, Set<Durations> parts) {
        var counts = new long[Durations.buckets()];
        long nanos = 0;
        for (var part : parts) {
            part.addCounts(counts);
            nanos += part.sumNanos();
        }
        var buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < counts.length; i++) {
            buckets.bucket(Durations.bound(i), counts[i]);
        }
        return HistogramDataPointSnapshot.builder()
                .labels(Labels.of("route", route))
                .classicHistogramBuckets(buckets.build())
                .sum(nanos / 1e9)
                .build();
    }
}
