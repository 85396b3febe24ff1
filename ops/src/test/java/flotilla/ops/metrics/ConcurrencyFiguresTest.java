package flotilla.ops.metrics;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.NodeView.OutlierView;
import flotilla.node.NodeView.UpstreamView;
import flotilla.node.resilience.ConcurrencyLimit;
import flotilla.node.resilience.ConcurrencyPolicy;
import flotilla.node.resilience.RequestPriority;
import flotilla.node.resilience.RetryBudget;
import flotilla.node.resilience.RetryPolicy;
import flotilla.node.resilience.Waiter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConcurrencyFiguresTest {

    private static final OutlierView OUTLIERS = new OutlierView(Set.of(), Set.of(), false, Map.of());

    private static UpstreamView upstream(String name, @Nullable ConcurrencyLimit limit) {
        return new UpstreamView(
                name,
                "random",
                List.of(),
                "",
                new RetryBudget(name, RetryPolicy.DEFAULT),
                OUTLIERS,
                Optional.ofNullable(limit));
    }

    private static Waiter waiter(RequestPriority priority) {
        return new Waiter(priority) {
            @Override
            protected void admitted() {}

            @Override
            protected void displaced() {}
        };
    }

    @Test
    void tellsOfThoseThatHaveALimit() {
        var policy = ConcurrencyPolicy.of("1").withQueue(1, Duration.ofSeconds(1));
        var limit = requireNonNull(ConcurrencyLimit.of("shop", policy));
        limit.tryAcquire();
        limit.queue(waiter(RequestPriority.LOW));
        limit.queue(waiter(RequestPriority.HIGH));

        var figures = ConcurrencyFigures.of(List.of(upstream("shop", limit), upstream("other", null))).stream()
                .flatMap(ConcurrencyFiguresTest::lines)
                .toList();

        assertThat(figures)
                .containsExactlyInAnyOrder(
                        "flotilla_upstream_concurrency_limit{upstream=\"shop\"} 1.0",
                        "flotilla_upstream_concurrency_in_flight{upstream=\"shop\"} 1.0",
                        "flotilla_upstream_concurrency_waiting{upstream=\"shop\"} 1.0",
                        "flotilla_upstream_concurrency_shed{priority=\"high\",upstream=\"shop\"} 0.0",
                        "flotilla_upstream_concurrency_shed{priority=\"normal\",upstream=\"shop\"} 0.0",
                        "flotilla_upstream_concurrency_shed{priority=\"low\",upstream=\"shop\"} 1.0");
    }

    private static Stream<String> lines(MetricSnapshot metric) {
        return metric.getDataPoints().stream()
                .map(point -> metric.getMetadata().getName() + point.getLabels() + " " + value(point));
    }

    private static double value(DataPointSnapshot point) {
        return point instanceof GaugeDataPointSnapshot gauge
                ? gauge.getValue()
                : ((CounterDataPointSnapshot) point).getValue();
    }
}
