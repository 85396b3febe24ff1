package flotilla.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import flotilla.discovery.Endpoint;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.Message.Origin;
import flotilla.node.cluster.RefusedMessage.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeersTest {

    private static final Member SELF = new Member("self", 1);
    private static final long MILLI = 1_000_000;

    private final LiveEndpoint one = new LiveEndpoint("web", Endpoint.of("10.0.0.1", 80));
    private final LiveEndpoint two = new LiveEndpoint("web", Endpoint.of("10.0.0.2", 80));
    private final List<LiveEndpoint> endpoints = new ArrayList<>(List.of(one, two));
    private final FleetState state = new FleetState(SELF, () -> List.copyOf(endpoints), 0);

    PeersTest() {
        state.tick(0);
    }

    @Test
    void addsUpWhatFreshPeersHave() throws RefusedMessage {
        take("a", 1, 1, 0, 3);
        take("b", 1, 1, 0, 4);

        assertThat(one.peersInFlight()).isEqualTo(7);
        assertThat(one.peersConnections()).isEqualTo(14);
        assertThat(two.peersInFlight()).isZero();
    }

    @Test
    void keepsTheNewestOfEachNodeInWhateverOrderTheyCome() throws RefusedMessage {
        take("a", 1, 2, 100, 5);

        assertRefused(Reason.OVERTAKEN, () -> take("a", 1, 1, 110, 3));
        assertRefused(Reason.OVERTAKEN, () -> take("a", 1, 2, 120, 9));
        assertThat(one.peersInFlight()).isEqualTo(5);
    }

    @Test
    void takesARestartForNewerWhateverItsSequence() throws RefusedMessage {
        take("a", 1, 900, 90_000, 5);
        state.take(report("a", 2, 1, 0, 2), 90_010 * MILLI);

        assertThat(one.peersInFlight()).isEqualTo(2);
        assertRefused(Reason.DEPARTED, () -> take("a", 1, 901, 90_100, 7));
    }

    @Test
    void letsAReportFadeBetweenHalfASecondAndASecond() throws RefusedMessage {
        take("a", 1, 1, 0, 8);

        assertThat(inFlightAt(500)).isEqualTo(8);
        assertThat(inFlightAt(750)).isEqualTo(4);
        assertThat(inFlightAt(1000)).isZero();
        assertThat(state.peers().all()).hasSize(1);
        assertThat(one.fleetInFlight()).isZero();
    }

    @Test
    void forgetsANodeThatLeftAtOnceAndWhatItSaidBefore() throws RefusedMessage {
        take("a", 1, 1, 0, 8);
        state.left(new Member("a", 1), 0);

        assertThat(one.peersInFlight()).isZero();
        assertRefused(Reason.DEPARTED, () -> take("a", 1, 2, 100, 8));

        state.joined(new Member("a", 1));
        take("a", 1, 3, 200, 2);
        assertThat(one.peersInFlight()).isEqualTo(2);
    }

    @Test
    void takesANodeWhoseClockWentBackBeforeItsRestart() throws RefusedMessage {
        take("a", 9, 50, 0, 8);
        state.left(new Member("a", 9), 0);
        state.joined(new Member("a", 4));
        take("a", 4, 1, 100, 1);

        assertThat(one.peersInFlight()).isEqualTo(1);
    }

    @Test
    void refusesWhatWasASecondOnItsWay() throws RefusedMessage {
        take("a", 1, 1, 0, 1);

        assertRefused(Reason.STALE, () -> state.take(report("a", 1, 2, 100, 9), 6_000 * MILLI));
        state.take(report("a", 1, 3, 5_990, 2), 6_050 * MILLI);
        assertThat(one.peersInFlight()).isEqualTo(2);
    }

    @Test
    void refusesANodeWithItsOwnId() {
        assertRefused(Reason.NAMESAKE, () -> take("self", 7, 1, 0, 1));
    }

    @Test
    void countsForAnEndpointThatComesAfterTheReport() throws RefusedMessage {
        var late = new LiveEndpoint("web", Endpoint.of("10.0.0.3", 80));
        var report = new NodeReport(
                origin("a", 1, 1, 0), List.of(), List.of(new EndpointLoad(late.key(), 6, 1, 0)), List.of());
        state.take(report, 0);
        endpoints.remove(one);
        endpoints.add(late);
        state.tick(10 * MILLI);

        assertThat(late.peersInFlight()).isEqualTo(6);
    }

    /** Two requests of peers for each of one's own; a prior of one request per second each shifts it a little. */
    @Test
    void extrapolatesByItsShareOfTheTraffic() throws RefusedMessage {
        state.take(report("a", 1, 1, 0, 10), 0);
        IntStream.range(0, 100).forEach(i -> two.lease());
        state.tick(100 * MILLI);
        assertThat(state.report(100 * MILLI).traffic()).containsExactly(new Demand(Tallies.keyOf("web"), 1_000_000));
        state.tick(100 * MILLI);
        IntStream.range(0, 3).forEach(i -> one.lease());

        double peersPerOwn = 2001.0 / 1001;
        assertThat(one.fleetInFlight()).isCloseTo(3 + 10 + 3 * peersPerOwn, within(1e-4));
    }

    /** Whatever comes in whatever order, the sums are those of the newest fresh reports, to the last part. */
    @Test
    void keepsItsSumsExact() {
        long seed = System.nanoTime();
        System.out.println("PeersTest seed " + seed);
        var random = new SplittableRandom(seed);
        long now = 0;
        for (int i = 0; i < 5_000; i++) {
            now += random.nextInt(100) * MILLI;
            var node = "n" + random.nextInt(6);
            try {
                switch (random.nextInt(12)) {
                    case 0 -> state.left(new Member(node, 1), 0);
                    case 1 -> state.joined(new Member(node, 1));
                    case 2 -> state.tick(now);
                    default -> state.take(report(node, 1, i + 1, now / MILLI, random.nextInt(50)), now);
                }
            } catch (RefusedMessage e) {
                assertThat(e.reason()).isEqualTo(Reason.DEPARTED);
            }
        }
        state.tick(now);

        long at = now;
        double sum = state.peers().all().stream()
                .mapToDouble(peer -> (double) peer.report().loads().getFirst().inFlight() * peer.weight(at) / 256)
                .sum();
        assertThat(one.peersInFlight()).as("seed %d", seed).isEqualTo(sum);
    }

    private double inFlightAt(long millis) {
        state.tick(millis * MILLI);
        return one.peersInFlight();
    }

    private void take(String node, long epoch, long sequence, long millis, int inFlight) throws RefusedMessage {
        state.take(report(node, epoch, sequence, millis, inFlight), millis * MILLI);
    }

    private NodeReport report(String node, long epoch, long sequence, long millis, int inFlight) {
        return new NodeReport(
                origin(node, epoch, sequence, millis),
                List.of(new Demand(Tallies.keyOf("web"), 2_000_000)),
                List.of(new EndpointLoad(one.key(), inFlight, 2 * inFlight, 0)),
                List.of());
    }

    private static Origin origin(String node, long epoch, long sequence, long millis) {
        return new Origin(new Member(node, epoch), sequence, millis);
    }

    private interface Taking {
        void run() throws RefusedMessage;
    }

    private static void assertRefused(Reason reason, Taking taking) {
        assertThatThrownBy(taking::run)
                .isInstanceOfSatisfying(
                        RefusedMessage.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
