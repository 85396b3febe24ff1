package flotilla.ops.scale;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.ManualTime;
import flotilla.discovery.Time;
import flotilla.node.FakeEndpoint;
import flotilla.node.Node;
import flotilla.node.NodeView.UpstreamView;
import flotilla.node.TestFleet;
import flotilla.node.TestNode;
import flotilla.node.health.HealthPolicy;
import flotilla.ops.scale.Hook.Asked;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With real nodes, endpoints and a webhook. */
class ScaleTest {

    private static final ScalePolicy BY_REQUESTS = new ScalePolicy(
            1, 10, 2, 70, "", Duration.ofSeconds(90), Duration.ofMinutes(5), 10, ForecastPolicy.DEFAULT);
    private static final ScalePolicy BY_CPU = new ScalePolicy(
            1, 10, 0, 70, "", Duration.ofSeconds(90), Duration.ofMinutes(5), 10, ForecastPolicy.DEFAULT);

    private final FakeEndpoint endpoint = FakeEndpoint.start();
    private final Hook hook = new Hook();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var each : open.reversed()) {
            each.close();
        }
        hook.close();
        endpoint.close();
    }

    @Test
    void oneNodeOfTheFleetActsAndAnotherTakesOver() throws Exception {
        var fleet = busyFleet();
        var scales = start(fleet);

        // Five requests, two for each endpoint: three endpoints, however the reports of peers fade meanwhile. While
        // threads are
        // starved two nodes may take their turns; whoever has it in the end has ordered.
        var first = agreed(scales);
        TestNode.await(() -> ordered(first, 3));

        var acting = fleet.nodes().stream()
                .filter(node -> node.fleet().orElseThrow().self().node().equals(first))
                .findFirst()
                .orElseThrow();
        requireNonNull(scales.remove(acting)).close();
        fleet.end(acting);

        var second = agreed(scales);
        assertThat(second).isNotEqualTo(first);
        TestNode.await(() -> ordered(second, 3));
    }

    @Test
    void oneNodeOfTheFleetGoesOnActingWhenAllFollowOtherBounds() throws Exception {
        var fleet = busyFleet();
        var scales = start(fleet);
        var first = agreed(scales);
        TestNode.await(() -> ordered(first, 3));

        var fewer = new ScalePolicy(
                1, 2, 2, 70, "", Duration.ofSeconds(90), Duration.ofMinutes(5), 10, ForecastPolicy.DEFAULT);
        scales.values().forEach(scale -> scale.prepare(rules(fewer)).make());

        var acting = agreed(scales, 2);
        TestNode.await(() -> ordered(acting, 2));
    }

    /** Of three nodes, with five requests under way, which each of them knows. */
    private TestFleet busyFleet() throws Exception {
        endpoint.hold();
        var fleet = new TestFleet(TestNode.policy(), List.of("a", "b", "c"), endpoint);
        open.add(fleet);
        fleet.awaitTogether();
        for (int i = 0; i < 5; i++) {
            var client = fleet.client(fleet.nodes().get(i % 3));
            open.add(client);
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        for (var node : fleet.nodes()) {
            TestNode.await(() -> inFlight(node) > 4.5);
        }
        return fleet;
    }

    private Map<Node, Scale> start(TestFleet fleet) {
        var scales = new LinkedHashMap<Node, Scale>();
        for (var node : fleet.nodes()) {
            scales.put(node, start(rules(BY_REQUESTS), node));
        }
        return scales;
    }

    /** Waits until one of them acts, all others know it, and all say three. */
    private static String agreed(Map<Node, Scale> scales) {
        return agreed(scales, 3);
    }

    private static String agreed(Map<Node, Scale> scales, int wanted) {
        var adviser = new AtomicReference<>("");
        TestNode.await(() -> {
            var now = scales.values().stream()
                    .flatMap(scale -> scale.standings().stream())
                    .toList();
            var acting = now.stream().filter(Standing::acting).toList();
            if (now.size() != scales.size() || acting.size() != 1) {
                return false;
            }
            adviser.set(acting.getFirst().adviser());
            return now.stream()
                    .allMatch(each -> each.adviser().equals(adviser.get())
                            && each.advice().wanted() == wanted);
        });
        return adviser.get();
    }

    private boolean ordered(String node, int wanted) {
        return hook.asked().stream()
                .map(Asked::json)
                .anyMatch(order -> order.path("node").textValue().equals(node)
                        && order.path("wanted").intValue() == wanted);
    }

    @Test
    void goesByTheCpuThatEndpointsTellWithTheirChecks() throws Exception {
        endpoint.header("endpoint-load-metrics", "TEXT cpu_utilization=0.9, rps_fractional=12")
                .answer();
        var checks = new HealthPolicy(Duration.ofMillis(200), 0, Duration.ofSeconds(5), 1, 100, "/", "", "200", "", 0);
        var fleet = new TestFleet(TestNode.policy().withHealth(checks), List.of("a"), endpoint);
        open.add(fleet);
        var node = fleet.nodes().getFirst();

        var scale = start(rules(BY_CPU), node);

        TestNode.await(() -> shows(scale, 2));
        var advice = only(scale).advice();
        assertThat(advice.signal()).isEqualTo(Signal.CPU);
        assertThat(advice.reason()).isEqualTo("cpu 90.0 % of 1 endpoints, target 70 %");
        TestNode.await(() -> wanted(hook.asked()).contains(2));
    }

    @Test
    void goesByTheCpuThatPrometheusKnows() throws Exception {
        try (var prometheus = new Hook()) {
            prometheus.answering(200, """
                    {"data":{"result":[%s,"1.3"]}}""".formatted(Time.system().now().getEpochSecond()));
            var asking = new ScalePolicy(
                    1, 10, 0, 70, "cpu", Duration.ofSeconds(90), Duration.ofMinutes(5), 10, ForecastPolicy.OFF);
            var outside = new OutsidePolicy(
                    Optional.of(hook.url()),
                    Optional.empty(),
                    List.of(),
                    Duration.ofSeconds(20),
                    Optional.of(prometheus.url()));
            var fleet = new TestFleet(TestNode.policy(), List.of("a"), endpoint);
            open.add(fleet);

            var scale = start(
                    new ScaleRules(outside, Map.of("app", asking)),
                    fleet.nodes().getFirst());

            TestNode.await(() -> shows(scale, 2));
            assertThat(only(scale).advice().reason()).isEqualTo("cpu 130.0 % of 1 endpoints, target 70 %");
        }
    }

    @Test
    void saysThatItKnowsNothingWhileNobodyTellsItsCpu() throws Exception {
        var fleet = new TestFleet(TestNode.policy(), List.of("a"), endpoint);
        open.add(fleet);

        var scale = start(rules(BY_CPU), fleet.nodes().getFirst());

        TestNode.await(() -> !scale.standings().isEmpty());
        assertThat(only(scale).advice().known()).isFalse();
        assertThat(only(scale).advice().given()).isFalse();
        assertThat(hook.asked()).isEmpty();
    }

    /** As the new process does in an upgrade, until the old one has left its place. */
    @Test
    void leavesAdviceToOthersWhileItIsNotYetInItsFleet() throws Exception {
        var time = new ManualTime();
        try (var running = TestNode.before(endpoint);
                var early = start(running.node(), true, time);
                var alone = start(running.node(), false, time)) {
            pass(time, 2, 20);

            assertThat(only(early).adviser()).isEmpty();
            assertThat(only(early).acting()).isFalse();
            assertThat(only(alone).adviser()).isEqualTo("n");
        }
    }

    /** As the old process does in an upgrade. */
    @Test
    void leavesAdviceToOthersOnceItHasLeftItsFleet() throws Exception {
        var time = new ManualTime();
        try (var fleet = new TestFleet(TestNode.policy(), List.of("n"), endpoint);
                var scale = start(fleet.nodes().getFirst(), true, time)) {
            pass(time, 1, 10);
            assertThat(only(scale).acting()).isTrue();

            fleet.nodes().getFirst().giveWay();
            pass(time, 1, 2);

            assertThat(only(scale).adviser()).isEmpty();
            assertThat(only(scale).acting()).isFalse();
        }
    }

    /** So many rounds of each of them. */
    private static void pass(ManualTime time, int scales, int seconds) throws InterruptedException {
        for (int i = 0; i < seconds; i++) {
            time.awaitSleepers(scales);
            time.advance(Duration.ofSeconds(1));
        }
        time.awaitSleepers(scales);
    }

    /** Without anybody to tell. */
    private static Scale start(Node node, boolean clustered, Time time) {
        var nobody = new OutsidePolicy(
                Optional.empty(), Optional.empty(), List.of(), Duration.ofSeconds(20), Optional.empty());
        var rules = new ScaleRules(nobody, Map.of("app", BY_REQUESTS));
        return Scale.start(rules, node, name -> Duration.ZERO, "n", clustered, Optional.empty(), time);
    }

    private Scale start(ScaleRules rules, Node node) {
        var self = node.fleet().orElseThrow().self().node();
        var scale = Scale.start(rules, node, name -> Duration.ZERO, self, true, Optional.empty(), Time.system());
        open.add(scale);
        return scale;
    }

    private ScaleRules rules(ScalePolicy policy) {
        var outside = new OutsidePolicy(
                Optional.of(URI.create(hook.url() + "/hook")),
                Optional.empty(),
                List.of(),
                Duration.ofSeconds(20),
                Optional.empty());
        return new ScaleRules(outside, Map.of("app", policy));
    }

    private static double inFlight(Node node) {
        return node.view().upstreams().stream()
                .map(UpstreamView::endpoints)
                .flatMap(List::stream)
                .mapToDouble(
                        each -> each.endpoint().inFlight() + each.endpoint().peersInFlight())
                .sum();
    }

    private static boolean shows(Scale scale, int wanted) {
        return scale.standings().stream().anyMatch(each -> each.advice().wanted() == wanted);
    }

    private static Standing only(Scale scale) {
        return scale.standings().getFirst();
    }

    private static List<Integer> wanted(List<Asked> asked) {
        return asked.stream().map(each -> each.json().path("wanted").intValue()).toList();
    }
}
