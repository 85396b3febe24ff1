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
import flotilla.node.resilience.Failure;
import flotilla.node.telemetry.Telemetry;
import flotilla.ops.Await;
import flotilla.ops.config.CommandLineForm;
import flotilla.ops.log.FakeRequest;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final int THREADS = 3;

    private final Set<String> routes = new HashSet<>(Set.of("shop-route", "other"));
    private final RequestCounters counters = new RequestCounters(THREADS, () -> Set.copyOf(routes));
    private final Sights sights = new Sights();
    private final ManualTime time = new ManualTime();
    private final Node node = node();
    private final Metrics metrics = new Metrics(node, sights::all, counters, () -> 7, Time.system());

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
    void foldsTheRequestsOfAllThreads() {
        for (int i = 0; i < 30; i++) {
            counters.finished(FakeRequest.ok().on(i % THREADS));
        }
        counters.finished(FakeRequest.of("/", 502, Failure.of(Failure.Reason.CONNECT_REFUSED)));

        var labels = "listener=\"web\",%s,route=\"shop-route\",status=\"%s\",upstream=\"shop\"";
        assertThat(metrics.scrape())
                .contains("flotilla_requests_total{" + labels.formatted("reason=\"\"", "2xx") + "} 30.0\n")
                .contains(
                        "flotilla_requests_total{" + labels.formatted("reason=\"connect_refused\"", "5xx") + "} 1.0\n")
                .contains("flotilla_request_body_bytes_total{" + labels.formatted("reason=\"\"", "2xx") + "} 360.0\n")
                .contains("flotilla_response_bytes_total{" + labels.formatted("reason=\"\"", "2xx") + "} 45960.0\n");
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

        sights.close(first);
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
    void durationsFallIntoTheBucketWhoseBoundTheyReach() {
        for (long nanos : new long[] {1, 500_000, 500_001, 1_000_000, 59_000_000_000L, 61_000_000_000L}) {
            counters.finished(FakeRequest.ok().through("other", "u", nanos));
        }

        assertThat(metrics.scrape())
                .contains("flotilla_request_duration_seconds_bucket{route=\"other\",le=\"5.0E-4\"} 2\n")
                .contains("flotilla_request_duration_seconds_bucket{route=\"other\",le=\"0.001\"} 4\n")
                .contains("flotilla_request_duration_seconds_bucket{route=\"other\",le=\"30.0\"} 4\n")
                .contains("flotilla_request_duration_seconds_bucket{route=\"other\",le=\"60.0\"} 5\n")
                .contains("flotilla_request_duration_seconds_bucket{route=\"other\",le=\"+Inf\"} 6\n")
                .contains("flotilla_request_duration_seconds_count{route=\"other\"} 6\n");
    }

    @Test
    void theSeriesOfARouteThatIsGoneGoAndTheTableStaysSmall() {
        for (int i = 0; i < 10_000; i++) {
            routes.clear();
            routes.add("r" + i);
            counters.finished(FakeRequest.ok().through("r" + i, "u" + i, 1));
            if (i % 20 == 0) {
                metrics.scrape();
            }
        }

        assertThat(metrics.scrape().lines().filter(line -> line.startsWith("flotilla_requests_total")))
                .singleElement()
                .asString()
                .contains("r9999");
    }

    @Test
    void losesNothingWhileItIsRead() throws Exception {
        int each = 200_000;
        var done = new CountDownLatch(THREADS);
        for (int thread = 0; thread < THREADS; thread++) {
            var request = FakeRequest.ok().on(thread);
            Thread.ofPlatform().start(() -> {
                IntStream.range(0, each).forEach(_ -> counters.finished(request));
                done.countDown();
            });
        }
        double last = 0;
        while (done.getCount() > 0) {
            double now = total();
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
        }

        assertThat(total()).isEqualTo(each * (double) THREADS);
    }

    private double total() {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith("flotilla_requests_total{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
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
                .contains("process_files_open_files ", "process_cpu_usage ", "jvm_threads_live_threads ");
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
