package flotilla.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.figures.Buckets;
import flotilla.ops.metrics.Shown.Points;
import flotilla.ops.metrics.Shown.Rows;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import org.junit.jupiter.api.Test;

class SeriesCapTest {

    private static MetricSnapshots metrics(int upstreams) {
        var shown = new Shown();
        var points = new Points();
        for (int i = 0; i < upstreams; i++) {
            points.add(Labels.of("upstream", "u" + i), i);
        }
        shown.gauge("flotilla_upstream_stale", "Help.", points);
        shown.counter("flotilla_upstream_retries", "Help.", points);
        shown.gauge("flotilla_ready", "Help.", 1);
        var rows = new Rows(Buckets.REQUESTS);
        rows.add(Labels.of("route", "a"), new long[Buckets.REQUESTS.size() + 1], 0);
        shown.histogram("flotilla_request_duration_seconds", "Help.", rows);
        return new MetricSnapshots(shown.metrics());
    }

    @Test
    void leavesOutWhatIsBeyondOfUpstreamsAloneAndSaysSo() {
        int ofAHistogram = Buckets.REQUESTS.size() + 2;
        int others = 1 + ofAHistogram + 1;

        var cut = Exposed.of(SeriesCap.cut(metrics(1_000), 500));

        assertThat(cut.series()).hasSize(500);
        assertThat(cut.series())
                .containsKey("flotilla_ready{}")
                .containsKey("flotilla_request_duration_seconds_count{route=\"a\"}")
                .containsEntry("flotilla_series_omitted{}", (double) (2_000 + others - 500));
    }

    @Test
    void leavesAloneWhatFits() {
        var whole = Exposed.of(SeriesCap.cut(metrics(10), 500));

        assertThat(whole.series()).containsEntry("flotilla_series_omitted{}", 0.0);
        assertThat(whole.only(name -> name.startsWith("flotilla_upstream_"))).hasSize(20);
    }
}
