package flotilla.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.ManualTime;
import flotilla.node.resilience.Failure;
import flotilla.ops.log.FakeRequest;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestFiguresTest {

    private static final int THREADS = 3;
    private static final String LABELS =
            "listener=\"web\",method=\"GET\",reason=\"%s\",route=\"%s\",status=\"%s\",upstream=\"%s\"";

    private static final String OF_A = "{listener=\"web\",route=\"a\",upstream=\"a-up\"}";

    private final Set<String> routes = new HashSet<>(Set.of("shop-route", "a", "b", "c"));
    private final ManualTime time = new ManualTime();
    private final RequestCounters counters = new RequestCounters(THREADS);

    private RequestFigures figures(MetricsPolicy policy) {
        return new RequestFigures(counters, () -> Set.copyOf(routes), policy, time);
    }

    private final RequestFigures figures = figures(MetricsPolicy.DEFAULT);

    private static String requests(String reason, String route, String status, String upstream) {
        return "flotilla_requests_total{" + LABELS.formatted(reason, route, status, upstream) + "}";
    }

    private Exposed look(RequestFigures from) {
        return Exposed.of(from.collect());
    }

    private void count(String route, int requests) {
        IntStream.range(0, requests)
                .forEach(i -> counters.finished(FakeRequest.counted(i % THREADS, route, "GET", 200, 1_000_000)));
    }

    @Test
    void foldsTheRequestsOfAllThreads() {
        for (int i = 0; i < 30; i++) {
            counters.finished(FakeRequest.ok().on(i % THREADS));
        }
        counters.finished(FakeRequest.of("/", 502, Failure.of(Failure.Reason.CONNECT_REFUSED)));

        var good = LABELS.formatted("", "shop-route", "2xx", "shop");
        assertThat(look(figures).series())
                .containsEntry("flotilla_requests_total{" + good + "}", 30.0)
                .containsEntry(requests("connect_refused", "shop-route", "5xx", "shop"), 1.0)
                .containsEntry("flotilla_request_body_bytes_total{" + good + "}", 360.0)
                .containsEntry("flotilla_response_bytes_total{" + good + "}", 45960.0)
                .containsEntry(
                        "flotilla_request_attempts_total{listener=\"web\",route=\"shop-route\",upstream=\"shop\"}",
                        31.0);
    }

    @Test
    void aMethodThatNobodyKnowsMakesNoSeriesOfItsOwn() {
        for (int i = 0; i < 100; i++) {
            counters.finished(FakeRequest.counted(0, "a", "MADE-UP-" + i, 200, 1));
        }

        assertThat(look(figures).only(name -> name.startsWith("flotilla_requests_total")))
                .hasSize(1)
                .allSatisfy((name, count) -> {
                    assertThat(name).contains("method=\"other\"");
                    assertThat(count).isEqualTo(100);
                });
    }

    @Test
    void durationsFallIntoTheBucketWhoseBoundTheyReach() {
        for (long nanos : new long[] {1, 500_000, 500_001, 1_000_000, 59_000_000_000L, 61_000_000_000L}) {
            counters.finished(FakeRequest.counted(0, "a", "GET", 200, nanos));
        }

        assertThat(look(figures).series())
                .containsEntry("flotilla_request_duration_seconds_bucket" + OF_A + "le=5.0E-4", 2.0)
                .containsEntry("flotilla_request_duration_seconds_bucket" + OF_A + "le=0.001", 2.0)
                .containsEntry("flotilla_request_duration_seconds_bucket" + OF_A + "le=60.0", 1.0)
                .containsEntry("flotilla_request_duration_seconds_bucket" + OF_A + "le=Infinity", 1.0)
                .containsEntry("flotilla_request_duration_seconds_count" + OF_A, 6.0);
    }

    @Test
    void ownTimeAndTheTimeOfTriesAreTogetherTheWhole() {
        counters.finished(FakeRequest.counted(0, "a", "GET", 200, 4_000_000));
        counters.finished(FakeRequest.counted(0, "a", "GET", 200, 3_020_000));

        assertThat(look(figures).series())
                .containsEntry("flotilla_request_upstream_seconds_sum" + OF_A, 0.006)
                .containsEntry("flotilla_request_own_seconds_sum" + OF_A, 0.00102)
                .containsEntry("flotilla_request_own_seconds_bucket" + OF_A + "le=2.5E-5", 1.0)
                .containsEntry("flotilla_request_own_seconds_bucket" + OF_A + "le=0.001", 1.0)
                .containsEntry("flotilla_request_duration_seconds_sum" + OF_A, 0.00702);
    }

    @Test
    void whatHasARouteIsInFlightUntilItEnds() {
        var one = FakeRequest.counted(0, "a", "GET", 200, 1);
        var other = FakeRequest.counted(1, "b", "GET", 200, 1);
        counters.routed(one);
        counters.routed(one);
        counters.routed(other);
        counters.finished(one);

        assertThat(look(figures).series())
                .containsEntry("flotilla_route_requests_in_flight{route=\"a\"}", 1.0)
                .containsEntry("flotilla_route_requests_in_flight{route=\"b\"}", 1.0)
                .containsEntry("flotilla_listener_requests_in_flight{listener=\"web\"}", 2.0);
    }

    @Test
    void theBusiestHaveSeriesOfTheirOwnAndOthersGoOnWhereTheyWere() {
        var two = figures(new MetricsPolicy(2, 1, 2_000));
        count("a", 100);
        count("b", 50);
        count("c", 10);
        assertThat(look(two).series())
                .containsEntry(requests("", "a", "2xx", "a-up"), 100.0)
                .containsEntry(requests("", "b", "2xx", "b-up"), 50.0)
                .containsEntry(requests("", "other", "2xx", "other"), 10.0);

        count("c", 200);
        time.advance(Top.PERIOD.plusSeconds(1));
        // What came until this look still belongs to those of the look before, but for who is chosen now.
        var changed = look(two).series();
        assertThat(changed)
                .containsEntry(requests("", "c", "2xx", "c-up"), 200.0)
                .containsEntry(requests("", "other", "2xx", "other"), 10.0)
                .doesNotContainKey(requests("", "b", "2xx", "b-up"));

        count("b", 7);
        assertThat(look(two).series()).containsEntry(requests("", "other", "2xx", "other"), 17.0);
    }

    @Test
    void theSeriesOfARouteThatIsGoneGoAndWhatItDidLastIsKept() {
        count("a", 3);
        look(figures);
        count("a", 4);
        routes.remove("a");

        assertThat(look(figures).only(name -> name.startsWith("flotilla_requests_total")))
                .containsExactly(Map.entry(requests("", "other", "2xx", "other"), 4.0));
    }

    @Test
    void theTablesStaySmallHoweverManyRoutesThereHaveBeen() {
        for (int i = 0; i < 10_000; i++) {
            routes.clear();
            routes.add("r" + i);
            counters.finished(FakeRequest.counted(0, "r" + i, "GET", 200, 1));
            if (i % 20 == 0) {
                look(figures);
            }
        }

        assertThat(counters.threads().getFirst().series().size()).isLessThan(200);
        assertThat(counters.threads().getFirst().routes().size()).isLessThan(200);
        // Of each twentieth its one request was shown as its own, and went with it.
        assertThat(look(figures).sum("flotilla_requests_total")).isEqualTo(10_000 - 500);
    }

    @Test
    void aThreadKeepsNoMoreCellsThanItMayAndLosesNoRequest() {
        int many = ThreadCounters.MAX_CELLS + 1_000;
        for (int i = 0; i < many; i++) {
            routes.add("r" + i);
            counters.finished(FakeRequest.counted(0, "r" + i, "GET", 200, 1));
        }
        assertThat(counters.threads().getFirst().series().size()).isEqualTo(ThreadCounters.MAX_CELLS + 20);
        assertThat(look(figures).sum("flotilla_requests_total")).isEqualTo(many);

        // Those that rest give way.
        look(figures);
        counters.finished(FakeRequest.counted(0, "late", "GET", 200, 1));
        routes.add("late");
        var thread = counters.threads().getFirst();
        assertThat(thread.series()).extracting(Series::route).contains("late");
        assertThat(thread.times()).extracting(TimeCells::route).contains("late");
        assertThat(thread.routes()).extracting(RouteCells::route).contains("late");
        assertThat(look(figures).sum("flotilla_requests_total")).isEqualTo(many + 1);
    }

    @Test
    void whatIsFoldedSaysWhetherItFailedAndNoStatusThatItMayNotHaveHad() {
        var small = figures(new MetricsPolicy(1, 1, 2_000));
        for (int status = 201; status < 400; status++) {
            counters.finished(FakeRequest.of("/", status, null));
        }
        for (int status = 401; status < 600; status++) {
            counters.finished(FakeRequest.of("/", status, Failure.of(Failure.Reason.CONNECT_REFUSED)));
        }

        var folded = look(small).only(name -> name.startsWith("flotilla_requests_total{listener=\"other\""));
        assertThat(folded.keySet())
                .filteredOn(name -> name.contains("2xx") || name.contains("3xx"))
                .isNotEmpty()
                .allMatch(name -> name.contains("reason=\"\""));
        assertThat(folded.keySet())
                .filteredOn(name -> name.contains("4xx") || name.contains("5xx"))
                .isNotEmpty()
                .allMatch(name -> name.contains("reason=\"other\""));
        var points = Exposed.of(MetricSnapshots.of(small.httpDurations(Map.of("shop-route", "/shop"))))
                .only(name -> name.startsWith("http_server_request_duration_seconds_count"));
        assertThat(points.keySet())
                .filteredOn(name -> name.contains("flotilla_listener=\"other\""))
                .isNotEmpty()
                .allMatch(name -> name.contains("http_response_status_code=\"\""))
                .allMatch(name -> name.contains("error_type=\"\"") || name.contains("error_type=\"_OTHER\""));
        assertThat(points.keySet())
                .filteredOn(name -> name.contains("flotilla_route=\"shop-route\""))
                .isNotEmpty()
                .allMatch(name -> name.contains("http_route=\"/shop\""))
                .noneMatch(name -> name.contains("http_response_status_code=\"\""));
        assertThat(look(small).sum("flotilla_requests_total")).isEqualTo(199 + 199);
    }

    @Test
    void whatTookTheirTimeIsToldApartByListenerAndUpstream() {
        counters.finished(FakeRequest.ok().through("a", "blue", 4_000_000));
        counters.finished(FakeRequest.ok().through("a", "green", 5_000_000));

        assertThat(look(figures).series())
                .containsEntry(
                        "flotilla_request_upstream_seconds_sum{listener=\"web\",route=\"a\",upstream=\"blue\"}", 0.003)
                .containsEntry(
                        "flotilla_request_own_seconds_sum{listener=\"web\",route=\"a\",upstream=\"green\"}", 0.002)
                .containsEntry(
                        "flotilla_request_duration_seconds_sum{listener=\"web\",route=\"a\",upstream=\"green\"}",
                        0.005);
    }

    /**
     * Whatever comes and goes: no series ever falls, there are never more of them than the cap, and what a Prometheus that has
     * seen every scrape knows is what was counted.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverFallsNeverLosesNeverBursts(long seed) {
        var random = new SplittableRandom(seed);
        var policy = new MetricsPolicy(random.nextInt(1, 8), 1, 2_000);
        var small = figures(policy);
        routes.clear();
        var last = new HashMap<String, Double>();
        double counted = 0;
        for (int scrape = 0; scrape < 200; scrape++) {
            change(random);
            int requests = random.nextInt(200);
            request(random, requests);
            counted += requests;
            time.advance(Duration.ofSeconds(random.nextInt(1, 90)));

            var seen = look(small);
            assertThat(seen.series().size()).as("seed %d", seed).isLessThanOrEqualTo(policy.maxSeries());
            seen.growsFrom(last);
        }

        assertThat(Exposed.sum(last, "flotilla_requests_total"))
                .as("seed %d", seed)
                .isEqualTo(counted);
        assertThat(Exposed.sum(last, "flotilla_request_duration_seconds_count")).isEqualTo(counted);
        assertThat(Exposed.sum(last, "flotilla_request_own_seconds_count")).isEqualTo(counted);
        assertThat(Exposed.sum(last, "flotilla_request_body_bytes_total")).isEqualTo(12.0 * counted);
    }

    private void change(SplittableRandom random) {
        for (int i = 0; i < 10; i++) {
            var route = "r" + random.nextInt(400);
            if (random.nextBoolean()) {
                routes.add(route);
            }
        }
        for (int i = 0; i < 8; i++) {
            routes.add("r" + i);
        }
    }

    private void request(SplittableRandom random, int times) {
        var methods = List.of("GET", "POST", "PUT", "BREW");
        var statuses = List.of(200, 201, 304, 404, 499, 502, 503);
        for (int i = 0; i < times; i++) {
            // A request may end after its route has gone.
            var route = "r" + (random.nextInt(5) == 0 ? random.nextInt(400) : random.nextInt(8));
            counters.finished(FakeRequest.counted(
                    random.nextInt(THREADS),
                    route,
                    methods.get(random.nextInt(methods.size())),
                    statuses.get(random.nextInt(statuses.size())),
                    random.nextLong(100_000_000)));
        }
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
            double now = look(figures).sum("flotilla_requests_total");
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
        }

        assertThat(look(figures).sum("flotilla_requests_total")).isEqualTo(each * (double) THREADS);
    }
}
