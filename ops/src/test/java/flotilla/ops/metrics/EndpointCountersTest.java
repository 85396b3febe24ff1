package flotilla.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import flotilla.discovery.ManualTime;
import flotilla.node.NodeView.EndpointView;
import flotilla.node.NodeView.OutlierView;
import flotilla.node.NodeView.UpstreamView;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.figures.Closing;
import flotilla.node.health.Verdict;
import flotilla.node.resilience.Breaker;
import flotilla.node.resilience.BreakerPolicy;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.resilience.RetryBudget;
import flotilla.node.resilience.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointCountersTest {

    /** All that a try can fail of. */
    private static final List<Reason> OF_TRIES = List.of(
            Reason.CLIENT_TIMEOUT,
            Reason.INTERNAL,
            Reason.CONNECT_REFUSED,
            Reason.TLS_FAILED,
            Reason.CLOSED_EARLY,
            Reason.BAD_RESPONSE,
            Reason.RESPONSE_HEADERS_TOO_LARGE,
            Reason.RESPONSE_CUT,
            Reason.QUEUE_FULL,
            Reason.QUEUE_TIMEOUT,
            Reason.OUT_OF_BUFFERS,
            Reason.CONNECT_TIMEOUT,
            Reason.TLS_TIMEOUT,
            Reason.FIRST_BYTE_TIMEOUT,
            Reason.IDLE_TIMEOUT);

    private final ManualTime time = new ManualTime();
    private final List<LiveEndpoint> living = new ArrayList<>();

    private final Map<LiveEndpoint, Breaker> breakers = new HashMap<>();

    /** Upstreams stay, whoever serves them. */
    private final Set<String> upstreams = new TreeSet<>();

    private LiveEndpoint endpoint(String upstream, int number) {
        var endpoint = new LiveEndpoint(upstream, Endpoint.of("10.0." + number / 250 + "." + number % 250, 80));
        living.add(endpoint);
        upstreams.add(upstream);
        return endpoint;
    }

    private EndpointCounters counters(MetricsPolicy policy) {
        return new EndpointCounters(this::views, policy, time);
    }

    private List<UpstreamView> views() {
        return upstreams.stream().map(this::view).toList();
    }

    private UpstreamView view(String upstream) {
        var endpoints = living.stream()
                .filter(each -> each.upstream().equals(upstream))
                .map(each -> new EndpointView(each, new Verdict(true, ""), 1, Optional.ofNullable(breakers.get(each))))
                .toList();
        return new UpstreamView(
                upstream,
                "random",
                endpoints,
                "",
                new RetryBudget(upstream, RetryPolicy.DEFAULT),
                new OutlierView(Set.of(), Set.of(), false, Map.of()),
                Optional.empty());
    }

    @Test
    void whatTheBreakerOfAnEndpointThatIsGoneDidLastIsKept() {
        var figures = counters(MetricsPolicy.DEFAULT);
        var gone = endpoint("shop", 1);
        var breaker = new Breaker(BreakerPolicy.DEFAULT, time.nanos(), _ -> {});
        breakers.put(gone, breaker);
        Exposed.of(figures.collect());

        breaker.trip("a test", 0, time.nanos());
        living.remove(gone);

        assertThat(Exposed.of(figures.collect()).series())
                .containsEntry("flotilla_endpoint_breaker_opened_total{endpoint=\"other\",upstream=\"shop\"}", 1.0);
    }

    @Test
    void triesThatWereGivenUpAreNotThoseThatFailed() {
        var figures = counters(MetricsPolicy.DEFAULT);
        var one = endpoint("shop", 1);
        one.figures().of(0).gaveUp();
        one.figures().of(0).ended(0, -1);
        one.figures().of(1).gaveUp();
        one.figures().ejected();

        assertThat(Exposed.of(figures.collect()).series())
                .containsEntry(
                        "flotilla_endpoint_attempts_total{endpoint=\"10.0.0.1:80\",status=\"given_up\",upstream=\"shop\"}",
                        2.0)
                .containsEntry(
                        "flotilla_endpoint_attempts_total{endpoint=\"10.0.0.1:80\",status=\"none\",upstream=\"shop\"}",
                        1.0)
                .containsEntry("flotilla_endpoint_ejections_total{endpoint=\"10.0.0.1:80\",upstream=\"shop\"}", 1.0);
    }

    @Test
    void whyTriesFailedIsSaidOfTheReasonsThatWereSeen() {
        var figures = counters(new MetricsPolicy(1, 1, 2_000));
        var one = endpoint("shop", 1);
        use(one, 10);
        one.figures().of(0).failed(Reason.CONNECT_REFUSED.place());
        one.figures().of(1).failed(Reason.CONNECT_REFUSED.place());
        one.figures().of(1).failed(Reason.RESPONSE_CUT.place());
        for (int i = 2; i < 4; i++) {
            endpoint("shop", i).figures().of(0).failed(Reason.QUEUE_TIMEOUT.place());
        }

        var name = "flotilla_endpoint_attempts_failed_total";
        assertThat(Exposed.of(figures.collect()).only(series -> series.startsWith(name)))
                .containsOnly(
                        Map.entry(reason(name, "10.0.0.1:80", "connect_refused"), 2.0),
                        Map.entry(reason(name, "10.0.0.1:80", "response_cut"), 1.0),
                        Map.entry(reason(name, "other", "queue_timeout"), 2.0));

        living.removeFirst().retire();
        assertThat(Exposed.of(figures.collect()).only(series -> series.contains("10.0.0.1:80")))
                .isEmpty();
    }

    private static String reason(String name, String endpoint, String reason) {
        return name + "{endpoint=\"" + endpoint + "\",reason=\"" + reason + "\",upstream=\"shop\"}";
    }

    private static void use(LiveEndpoint endpoint, int times) {
        for (int i = 0; i < times; i++) {
            endpoint.lease();
            endpoint.release(false);
            endpoint.figures().of(i % 2).ended(200, 1_000_000);
        }
    }

    private static String series(String name, String endpoint) {
        return "flotilla_endpoint_" + name + "{endpoint=\"" + endpoint + "\",upstream=\"shop\"}";
    }

    @Test
    void thereMayBeFewerAndMoreOfThemAndNothingIsCountedTwiceOrLost() {
        var counters = counters(MetricsPolicy.DEFAULT);
        use(endpoint("shop", 1), 10);
        use(endpoint("shop", 2), 3);
        use(endpoint("shop", 3), 4);
        Exposed.of(counters.collect());

        counters.follow(new MetricsPolicy(1, 1, 2_000));
        living.forEach(each -> use(each, 1));
        assertThat(Exposed.of(counters.collect()).series())
                .containsEntry(series("picks_total", "10.0.0.1:80"), 11.0)
                .containsEntry(series("picks_total", "other"), 2.0)
                .doesNotContainKey(series("picks_total", "10.0.0.2:80"));

        counters.follow(MetricsPolicy.DEFAULT);
        living.forEach(each -> use(each, 1));
        assertThat(Exposed.of(counters.collect()).series())
                .containsEntry(series("picks_total", "10.0.0.1:80"), 12.0)
                .containsEntry(series("picks_total", "10.0.0.2:80"), 4.0)
                .containsEntry(series("picks_total", "10.0.0.3:80"), 5.0)
                .containsEntry(series("picks_total", "other"), 2.0);
    }

    @Test
    void whoHasNoSeriesOfItsOwnIsSummedUpWithOthersOfItsUpstream() {
        var policy = new MetricsPolicy(1, 1, 2_000);
        var counters = counters(policy);
        use(endpoint("shop", 1), 10);
        use(endpoint("shop", 2), 3);
        use(endpoint("shop", 3), 4);
        living.getLast().lease();
        living.get(1).lease();

        assertThat(Exposed.of(counters.collect()).series())
                .containsEntry(series("picks_total", "10.0.0.1:80"), 10.0)
                .containsEntry(series("picks_total", "other"), 9.0)
                .containsEntry(series("requests_in_flight", "other"), 2.0)
                .containsEntry(series("weight", "other"), 2.0)
                .containsEntry(series("answer_seconds_count", "other"), 7.0)
                .containsKey(series("up", "10.0.0.1:80"))
                .doesNotContainKey(series("up", "other"));
    }

    @Test
    void theSeriesOfAnEndpointThatIsGoneGo() {
        var counters = counters(MetricsPolicy.DEFAULT);
        use(endpoint("shop", 1), 10);
        use(endpoint("shop", 2), 1);
        counters.collect();

        living.removeFirst().retire();

        assertThat(Exposed.of(counters.collect()).only(name -> name.contains("10.0.0.1:80")))
                .isEmpty();
    }

    /** As of requests: nothing falls, nothing is lost, and there is a bound. Who comes and goes between two looks is not seen. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverFallsNeverLosesNeverBursts(long seed) {
        var random = new SplittableRandom(seed);
        var policy = new MetricsPolicy(1, random.nextInt(1, 10), 2_000);
        var counters = counters(policy);
        var last = new HashMap<String, Double>();
        double used = 0;
        for (int look = 0; look < 150; look++) {
            used += use(random);
            if (living.size() > 40 || living.size() > 5 && random.nextInt(3) == 0) {
                living.remove(random.nextInt(living.size())).retire();
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                endpoint("u" + random.nextInt(30), 4 * look + i);
            }
            used += use(random);
            time.advance(Duration.ofSeconds(random.nextInt(1, 90)));

            var seen = Exposed.of(counters.collect());
            assertThat(seen.series().size()).as("seed %d", seed).isLessThanOrEqualTo(policy.maxSeries() / 4);
            seen.growsFrom(last);
        }

        assertThat(Exposed.sum(last, "flotilla_endpoint_picks_total"))
                .as("seed %d", seed)
                .isEqualTo(used);
        assertThat(Exposed.sum(last, "flotilla_endpoint_attempts_total")).isEqualTo(used);
        assertThat(Exposed.sum(last, "flotilla_endpoint_answer_seconds_count")).isEqualTo(used);
    }

    /** Uses some of them; tells how often. */
    private double use(SplittableRandom random) {
        double used = 0;
        for (int i = random.nextInt(living.size() + 1); i > 0; i--) {
            var each = living.get(random.nextInt(living.size()));
            int times = random.nextInt(20);
            use(each, times);
            each.figures().of(0).closed(Closing.Upstream.IDLE_TIMEOUT);
            each.figures()
                    .of(1)
                    .failed(OF_TRIES.get(random.nextInt(OF_TRIES.size())).place());
            used += times;
        }
        return used;
    }
}
