package flotilla.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import flotilla.discovery.ManualTime;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.FleetVerdict.State;
import flotilla.node.cluster.RefusedMessage.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FleetTest {

    private static final Duration STEP = Duration.ofMillis(10);

    private final ManualTime time = new ManualTime();
    private final Hub hub = new Hub();
    private final List<Fleet> fleets = new ArrayList<>();
    private final AtomicInteger changes = new AtomicInteger();

    @AfterEach
    void close() {
        fleets.forEach(Fleet::close);
    }

    @Test
    void letsEachNodeKnowWhatTheOthersHaveUnderWay() {
        var ofA = endpoint();
        var ofB = endpoint();
        start("a", ofA);
        start("b", ofB);
        ofA.lease();
        ofA.lease();
        ofB.lease();

        advanceUntil(() -> ofB.peersInFlight() == 2 && ofA.peersInFlight() == 1);
        advanceUntil(() -> ofB.fleetInFlight() == 3 && ofA.fleetInFlight() == 3);
    }

    @Test
    void anyNodeTellsWhatAllOfThemHaveToDo() {
        var endpoints = List.of(endpoint(), endpoint(), endpoint());
        var a = start("a", endpoints.get(0));
        var b = start("b", endpoints.get(1));
        var c = start("c", endpoints.get(2));
        for (var endpoint : endpoints) {
            endpoint.lease();
        }
        advanceUntil(() -> Stream.of(a, b, c)
                .allMatch(each ->
                        each.sums().size() == 1 && each.sums().getFirst().inFlight() == 3));

        advanceUntil(() -> {
            for (boolean failed : new boolean[] {true, false, false}) {
                endpoints.get(1).lease();
                endpoints.get(1).release(failed);
            }
            return Stream.of(a, b, c)
                    .allMatch(each -> each.sums().getFirst().failuresPerSecond() > 0
                            && each.sums().getFirst().requestsPerSecond()
                                    > each.sums().getFirst().failuresPerSecond());
        });
        assertThat(a.sums().getFirst().upstream()).isEqualTo("web");
        assertThat(a.messages().sent()).isPositive();
        assertThat(a.messages().bytesReceived()).isGreaterThan(a.messages().received());

        b.close();
        advanceUntil(() -> a.sums().getFirst().inFlight() == 2);
    }

    @Test
    void forgetsWhatANodeHadThatLeft() {
        var ofA = endpoint();
        var ofB = endpoint();
        start("a", ofA);
        var b = start("b", ofB);
        ofB.lease();
        advanceUntil(() -> ofA.peersInFlight() == 1);

        b.close();

        assertThat(ofA.peersInFlight()).isZero();
        advanceUntil(() -> ofA.fleetInFlight() == ofA.inFlight());
    }

    @Test
    void fadesWhenItsPeersAreSilent() {
        var ofA = endpoint();
        start("a", ofA);
        var silent = new Member("silent", 1);
        var cluster = hub.place(silent);
        cluster.join(new Quiet());
        var peer = new FleetState(silent, () -> List.of(ofA), 0);
        ofA.lease();
        peer.tick(0);
        cluster.publish(Messages.encode(peer.report(0)));

        advanceUntil(() -> ofA.peersInFlight() == 1);
        advanceUntil(() -> ofA.peersInFlight() == 0);
    }

    @Test
    void countsWhatItCannotTakeAndGoesOn() {
        var ofA = endpoint();
        var a = start("a", ofA);
        var cluster = hub.place(new Member("b", 1));
        cluster.join(new Quiet());

        cluster.publish(new byte[] {1, 2, 3});
        cluster.publish(new byte[] {9});
        cluster.publish(new byte[Cluster.MAX_MESSAGE + 1]);
        var namesake = new FleetState(new Member("a", 7), List::of, 0);
        cluster.publish(Messages.encode(namesake.report(0)));

        assertThat(a.messages().refusals().counts())
                .containsEntry(Reason.TRUNCATED, 1L)
                .containsEntry(Reason.VERSION, 1L)
                .containsEntry(Reason.OVERSIZE, 1L)
                .containsEntry(Reason.NAMESAKE, 1L);
        var ofC = endpoint();
        start("c", ofC);
        ofC.lease();
        advanceUntil(() -> ofA.peersInFlight() == 1);
    }

    @Test
    void takesAnEndpointDownForAllWhenTwoFindItSo() {
        var ofA = endpoint();
        var ofB = endpoint();
        var ofC = endpoint();
        var a = start("a", ofA);
        var b = start("b", ofB);
        var c = start("c", ofC);
        advanceUntil(
                () -> Stream.of(a, b, c).allMatch(each -> each.health().live().size() == 3));
        int before = changes.get();

        a.checked(ofA, false, 0, Duration.ofSeconds(5), "refused");
        advanceUntil(() -> c.health().verdict(ofC).state() == State.DOUBTED);
        b.checked(ofB, false, 0, Duration.ofSeconds(5), "refused");
        advanceUntil(() -> c.health().verdict(ofC).state() == State.DOWN);

        assertThat(c.health().verdict(ofC).by()).containsExactly("a", "b");
        assertThat(c.inherited(ofC))
                .hasValueSatisfying(opinion -> assertThat(opinion.up()).isFalse());
        assertThat(changes.get()).isGreaterThan(before);
        a.checked(ofA, true, 0, Duration.ofSeconds(5), "200");
        b.checksNoMore(ofB);
        advanceUntil(() -> c.health().verdict(ofC).state() == State.UP);
    }

    @Test
    void tellsAJoinerWhatItHasToSay() {
        var ofA = endpoint();
        var a = start("a", ofA);
        a.checked(ofA, false, 2, Duration.ofSeconds(60), "refused");
        advanceUntil(() -> a.health().verdict(ofA).state() == State.DOWN);

        var ofB = endpoint();
        var b = start("b", ofB);

        advanceUntil(() -> b.health().verdict(ofB).by().equals(List.of("a")));
    }

    @Test
    void ejectsByTheVotesOfTwo() {
        var endpoints = IntStream.range(0, 3)
                .mapToObj(i -> new LiveEndpoint("web", Endpoint.of("10.0.0." + i, 80)))
                .toList();
        var a = start("a", endpoints);
        var b = start("b", endpoints);
        advanceUntil(() -> a.health().live().size() == 2 && b.health().live().size() == 2);

        a.opened(endpoints.getFirst(), 800);
        b.opened(endpoints.getFirst(), 900);

        advanceUntil(() -> a.health().ejections("web").equals(b.health().ejections("web"))
                && a.health()
                        .ejections("web")
                        .ejected()
                        .contains(endpoints.getFirst().key()));
    }

    @Test
    void sharesALimitOfRate() {
        var ofA = new FleetLimit("api", AllowedRate.of(10), time.nanos());
        var ofB = new FleetLimit("api", AllowedRate.of(10), time.nanos());
        var a = start(new Member("a", 5), List.of(), List.of(ofA));
        start(new Member("b", 5), List.of(), List.of(ofB));
        advanceUntil(() -> a.peers().size() == 1 && ofA.perSecond() < 10);

        int passed = 0;
        for (int i = 0; i < 40; i++) {
            passed += ofA.acquire(time.nanos()) == 0 ? 1 : 0;
        }

        assertThat(passed).as("half of a burst of 20").isEqualTo(10);
    }

    @Test
    void saysNothingWhileItIsAlone() throws InterruptedException {
        var heard = new Quiet();
        var a = start("a", endpoint());
        time.awaitSleepers(1);
        time.advance(Duration.ofSeconds(1));
        time.awaitSleepers(1);
        var cluster = hub.place(new Member("b", 1));
        cluster.join(heard);

        advanceUntil(() -> heard.count > 0);
        assertThat(a.members()).containsExactly(new Member("b", 1));
    }

    private Fleet start(String node, LiveEndpoint endpoint) {
        return start(node, List.of(endpoint));
    }

    private Fleet start(String node, List<LiveEndpoint> endpoints) {
        var member = new Member(node, 5);
        return start(member, endpoints, List.of());
    }

    private Fleet start(Member member, List<LiveEndpoint> endpoints, List<FleetLimit> limits) {
        var place = new Membership(member, hub.place(member), FleetPolicy.DEFAULT);
        var fleet = Fleet.start(place, () -> endpoints, () -> limits, changes::getAndIncrement, time, 1);
        fleets.add(fleet);
        return fleet;
    }

    private static LiveEndpoint endpoint() {
        return new LiveEndpoint("web", Endpoint.of("10.0.0.1", 80));
    }

    /** Moves the clock until it holds, no faster than threads can follow; the test's time limit ends it otherwise. */
    private void advanceUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            assertThat(Thread.currentThread().isInterrupted()).as("out of time").isFalse();
            time.advance(STEP);
            long limit = System.nanoTime() + STEP.toNanos();
            while (!condition.getAsBoolean() && System.nanoTime() - limit < 0) {
                Thread.onSpinWait();
            }
        }
    }

    private static final class Quiet implements Cluster.Listener {

        private volatile int count;

        @Override
        public synchronized void received(byte[] message) {
            count = count + 1;
        }

        @Override
        public void joined(Member member) {}

        @Override
        public void left(Member member) {}
    }
}
