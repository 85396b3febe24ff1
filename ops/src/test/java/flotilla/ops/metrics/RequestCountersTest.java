package flotilla.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import flotilla.discovery.ManualTime;
import flotilla.node.figures.Closing;
import flotilla.node.figures.EndpointFigures;
import flotilla.node.resilience.Failure;
import flotilla.ops.log.FakeRequest;
import flotilla.ops.settings.Tally;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the I/O threads write down, and what stays of it whatever is shown. */
class RequestCountersTest {

    private final Set<String> routes = new HashSet<>(Set.of("a"));
    private final RequestCounters counters = new RequestCounters(1);
    private final RequestFigures figures =
            new RequestFigures(counters, () -> Set.copyOf(routes), MetricsPolicy.DEFAULT, new ManualTime());

    private Exposed look() {
        return Exposed.of(figures.collect());
    }

    @Test
    void aRequestUnderWayKeepsItsCellHoweverManyRoutesComeMeanwhile() {
        var slow = FakeRequest.counted(0, "a", "GET", 200, 1);
        counters.routed(slow);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < ThreadCounters.MAX_CELLS; i++) {
                var name = "r" + round + "-" + i;
                counters.routed(FakeRequest.counted(0, name, "GET", 200, 1));
                counters.finished(FakeRequest.counted(0, name, "GET", 200, 1));
            }
            look();
            look();
        }

        assertThat(look().series()).containsEntry("flotilla_route_requests_in_flight{route=\"a\"}", 1.0);
        counters.finished(slow);
        assertThat(look().series()).containsEntry("flotilla_route_requests_in_flight{route=\"a\"}", 0.0);
    }

    @Test
    void whatFoundNoRoomCountsForItselfOnceThereIsSome() {
        routes.add("late");
        var late = FakeRequest.counted(0, "late", "GET", 200, 1);
        for (int i = 0; i < ThreadCounters.MAX_CELLS; i++) {
            counters.routed(FakeRequest.counted(0, "r" + i, "GET", 200, 1));
        }
        counters.routed(late);
        counters.finished(late);
        for (int i = 0; i < ThreadCounters.MAX_CELLS; i++) {
            counters.finished(FakeRequest.counted(0, "r" + i, "GET", 200, 1));
        }
        look();
        look();

        counters.routed(late);
        assertThat(look().series()).containsEntry("flotilla_route_requests_in_flight{route=\"late\"}", 1.0);
        counters.finished(late);
        assertThat(look().series()).containsEntry("flotilla_route_requests_in_flight{route=\"late\"}", 0.0);
    }

    /** A change that is tried is judged by them. */
    @Test
    void theTallyOfAnUpstreamNeverFallsWhateverGivesWay() {
        var shop = Set.of("shop");
        long counted = 0;
        var before = counters.tally(shop);
        for (int i = 0; i < 3 * ThreadCounters.MAX_CELLS; i++) {
            routes.clear();
            routes.add("r" + i);
            counters.finished(FakeRequest.ok().through("r" + i, "shop", 1));
            counters.finished(FakeRequest.of("/", 503, null).through("r" + i, "shop", 1));
            counters.finished(FakeRequest.of("/", 503, null).through("r" + i, "stock", 1));
            counted++;
            if (i > 2 * ThreadCounters.MAX_CELLS && i % 1_000 == 0) {
                look();
            }
            if (i % 100 == 0) {
                var now = counters.tally(shop);
                assertThat(now.requests()).isGreaterThanOrEqualTo(before.requests());
                assertThat(now.errors()).isGreaterThanOrEqualTo(before.errors());
                before = now;
            }
        }

        assertThat(counters.tally(shop)).isEqualTo(new Tally(2 * counted, counted));
        assertThat(counters.tally(Set.of("shop", "stock"))).isEqualTo(new Tally(3 * counted, 2 * counted));
        assertThat(counters.tally(Set.of("nobody"))).isEqualTo(Tally.NONE);
    }

    /** As much again as a request would cost, were there one object for it. */
    @Test
    void aRequestIsCountedWithoutAllocation() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var requests = List.of(
                FakeRequest.ok(),
                FakeRequest.of("/", 502, Failure.of(Failure.Reason.CONNECT_REFUSED)),
                FakeRequest.counted(0, "b", "MADE-UP", 404, 1));
        var endpoint = new EndpointFigures();
        int rounds = 20_000;
        long before = 0;
        for (int i = 0; i < 2 * rounds; i++) {
            before = i == rounds ? threads.getCurrentThreadAllocatedBytes() : before;
            var request = requests.get(i % requests.size());
            counters.routed(request);
            counters.finished(request);
            var cells = endpoint.of(0);
            cells.opened();
            cells.ended(200, i);
            cells.ended(0, -1);
            cells.gaveUp();
            cells.reused();
            cells.refused();
            cells.closed(Closing.Upstream.IDLE_TIMEOUT);
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8L * rounds);
    }
}
