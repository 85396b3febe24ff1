package flotilla.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.tracing.SpanCounts;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TraceFiguresTest {

    @Test
    void spansAreCountedByWhatBecameOfThem() {
        var figures = (CounterSnapshot) new TraceFigures(() -> new SpanCounts(5, 3, 2)).collect();

        assertThat(figures.getMetadata().getName()).isEqualTo("flotilla_trace_spans");
        assertThat(figures.getDataPoints().stream()
                        .collect(
                                Collectors.toMap(point -> point.getLabels().get("outcome"), point -> point.getValue())))
                .containsOnly(Map.entry("exported", 5.0), Map.entry("dropped", 3.0), Map.entry("lost", 2.0));
    }
}
