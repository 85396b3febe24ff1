package flotilla.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.ManualTime;
import flotilla.discovery.Sight.Guard;
import flotilla.discovery.Sights;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.node.NodeContext;
import flotilla.node.telemetry.Telemetry;
import flotilla.ops.Await;
import flotilla.ops.config.CommandLineForm;
import flotilla.ops.log.FakeRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final int THREADS = 3;

    private final RequestCounters counters = new RequestCounters(THREADS);
    private final Sights sights = new Sights();
    private final ManualTime time = new ManualTime();
    private final Node node = node();
    private final Metrics metrics =
            new Metrics(MetricsPolicy.DEFAULT, node, sights::all, counters, () -> 7, Time.system());

    private static Node node() {
        var sources = Sources.load(SourceContext.of(Time.system()));
        var form = new CommandLineForm(
                List.of("127.0.0.1:0"), List.of("127.0.0.1:81"), "", "/", 0, "least_requests", "off", "off", 1);
        return Node.start(form.settings(sources).node(), NodeContext.of(sources, Telemetry.NONE, Time.system()));
    }

    @AfterEach
    void close() {
        metrics.close();
        node.close();
    }

    @Test
    void twoWatchesOfOneSourceAreOneSeriesThatGoesWithTheLastOfThem() {
        var source = URI.create("consul://shop?tag=prod");
        var first = sights.open(source, time);
        time.advance(Duration.ofSeconds(2));
        var second = sights.open(source, time);
        first.failed();
        second.failed();
        second.at(41);
        second.guarded(Guard.SHRUNK);

        assertThat(metrics.scrape())
                .contains("flotilla_source_age_seconds{source=\"consul://shop?tag=prod\"} 2.0\n")
                .contains("flotilla_source_index{source=\"consul://shop?tag=prod\"} 41.0\n")
                .contains("flotilla_source_errors_total{source=\"consul://shop?tag=prod\"} 2.0\n")
                .contains("flotilla_source_guard_activations_total{guard=\"shrunk\",source=\"consul://shop?tag=prod\"}"
                        + " 1.0\n");

        first.failed();
        sights.close(first);
        assertThat(metrics.scrape())
                .as("what it has counted stays, as long as the source is watched")
                .contains("flotilla_source_errors_total{source=\"consul://shop?tag=prod\"} 3.0\n")
                .contains("flotilla_source_index{source=\"consul://shop?tag=prod\"} 41.0\n");

        sights.close(second);
        assertThat(metrics.scrape()).doesNotContain("consul://shop");
    }

    @Test
    void outliersAreCountedByTheirKindAndShownFromTheBeginningOn() {
        assertThat(metrics.scrape())
                .contains("flotilla_upstream_outliers_total{kind=\"breaker\",upstream=\"main\"} 0.0\n")
                .contains("flotilla_upstream_outliers_total{kind=\"success_rate\",upstream=\"main\"} 0.0\n")
                .contains("flotilla_upstream_outliers_total{kind=\"latency\",upstream=\"main\"} 0.0\n")
                .contains("flotilla_upstream_ejected{upstream=\"main\"} 0.0\n")
                .contains("flotilla_upstream_spared{upstream=\"main\"} 0.0\n")
                .contains("flotilla_upstream_panic{upstream=\"main\"} 0.0\n");
    }

    @Test
    void showsTheNodeItsEndpointsAndTheProcess() throws Exception {
        Await.until(() -> metrics.scrape().contains("endpoint=\"127.0.0.1:81\""));

        assertThat(metrics.scrape())
                .contains("flotilla_ready 1.0\n")
                .contains("flotilla_access_log_dropped_lines_total 7.0\n")
                .contains("flotilla_endpoint_up{endpoint=\"127.0.0.1:81\",upstream=\"main\"} 1.0\n")
                .contains("flotilla_endpoint_weight{endpoint=\"127.0.0.1:81\",upstream=\"main\"} 1.0\n")
                .contains("flotilla_endpoint_picks_total{endpoint=\"127.0.0.1:81\",upstream=\"main\"} 0.0\n")
                .contains("flotilla_endpoint_breaker_state{endpoint=\"127.0.0.1:81\",upstream=\"main\"} 0.0\n")
                .contains("flotilla_endpoint_breaker_opened_total{endpoint=\"127.0.0.1:81\",upstream=\"main\"} 0.0\n")
                .contains("flotilla_upstream_stale{upstream=\"main\"} 0.0\n")
                .contains("flotilla_upstream_retries_total{upstream=\"main\"} 0.0\n")
                .contains("flotilla_upstream_retries_refused_total{upstream=\"main\"} 0.0\n")
                .contains("flotilla_upstream_hedges_total{upstream=\"main\"} 0.0\n")
                .contains("flotilla_upstream_hedges_won_total{upstream=\"main\"} 0.0\n")
                .contains("jvm_memory_used_bytes{area=\"heap\"", "jvm_buffer_memory_used_bytes{id=\"direct\"")
                .contains("process_cpu_seconds_total ", "process_resident_memory_bytes ", "process_open_fds ")
                .contains("flotilla_listener_connections{listener=\"main\"} 0.0\n")
                .contains("flotilla_listener_connections_closed_total{listener=\"main\",reason=\"client\"} 0.0\n")
                .contains("flotilla_io_thread_lag_seconds_count{thread=\"0\"}")
                .contains("flotilla_io_thread_overdue_seconds{thread=\"0\"}")
                .contains("flotilla_series_omitted 0.0\n", "flotilla_build_info{java=")
                .contains("process_cpu_usage ", "jvm_threads_live_threads ")
                .doesNotContain("process_cpu_time_ns", "process_files_");
    }

    @Test
    void aCollectorGetsNoMoreSeriesThanAScrapeHas() {
        int max = 2_000;
        try (var small =
                new Metrics(new MetricsPolicy(1, 1, max), node, sights::all, counters, () -> 0, Time.system())) {
            for (int status = 200; status < 600; status++) {
                counters.finished(FakeRequest.of("/", status, null));
            }

            var sent = Exposed.of(small.forOtlp());

            assertThat(sent.series().size()).isBetween(max / 2, max);
            assertThat(sent.series())
                    .hasEntrySatisfying(
                            "flotilla_series_omitted{}",
                            omitted -> assertThat(omitted).isGreaterThan(1_000));
            assertThat(sent.series()).containsKeys("flotilla_ready{}", "flotilla_upstream_stale{upstream=\"main\"}");
        }
    }

    @Test
    void everyLineIsOfTheExpositionFormat() {
        counters.finished(FakeRequest.ok());

        assertThat(metrics.scrape().lines())
                .allMatch(
                        line -> line.matches(
                                "# (HELP|TYPE) [a-z][a-z0-9_]* .*|[a-z][a-z0-9_]*(\\{([a-z_]+=\"[^\"\\n]*\",?)*})? [-+0-9.eEINFa]+"));
    }
}
