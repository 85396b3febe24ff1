package flotilla.node.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every balancer. */
abstract class BalancerContract {

    final long seed = System.nanoTime();

    BalancerContract() {
        System.out.println(getClass().getSimpleName() + " seed " + seed);
    }

    abstract Balancer balancer();

    /** The share of the traffic that idle endpoints should get. */
    double[] shares(Rotation rotation) {
        return IntStream.range(0, rotation.size())
                .mapToDouble(i -> (double) rotation.weight(i) / rotation.totalWeight())
                .toArray();
    }

    /** By how much more than independent draws the counts of {@code picks} may vary; below 1 for exact ones. */
    double variance(int picks) {
        return 1;
    }

    @Test
    void picksNobodyFromAnEmptyRotation() {
        var picker = balancer().over(Rotations.weighing());

        assertThat(picker.pick(new FakeRequest(seed))).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 64, 65, 1000})
    void neverPicksWhoWasTriedAndFindsEveryoneElse(int size) {
        var rotation = Rotations.of(Rotations.endpoints(size));
        var picker = balancer().over(rotation);
        var request = new FakeRequest(seed).next();

        var picked = new ArrayList<LiveEndpoint>();
        for (var next = picker.pick(request); next != null; next = picker.pick(request)) {
            picked.add(next);
            request.tries(next);
        }

        assertThat(picked).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(rotation.endpoints());
    }

    @Test
    void findsTheOneLeftHoweverSmallItsWeight() {
        var rotation = Rotations.weighing(65_535, 1, 65_535);
        var picker = balancer().over(rotation);

        for (int i = 0; i < 100; i++) {
            var request =
                    new FakeRequest(seed + i).next().tries(rotation.endpoint(0)).tries(rotation.endpoint(2));
            assertThat(picker.pick(request)).isSameAs(rotation.endpoint(1));
        }
    }

    @Test
    void sharesAmongIdleEndpointsByWeight() {
        assertFair(Rotations.weighing(5, 1, 1), 70_000);
        assertFair(Rotations.weighing(1, 1), 20_000);
        assertFair(Rotations.weighing(IntStream.range(0, 64).map(i -> 1 + i % 7).toArray()), 64_000);
        assertFair(
                Rotations.weighing(IntStream.range(0, 200).map(i -> 1 + i % 10).toArray()), 220_000);
    }

    /** At every step of a slow start; who does not ramp gives the whole share at once. */
    @Test
    void sharesAmongIdleEndpointsAsTheirSlowStartsSay() {
        var endpoints = Rotations.endpoints(4);
        int[] weights = {1, 2, 1, 1};
        for (int step = 0; step < SlowStart.STEPS; step++) {
            double share =
                    SlowStart.DEFAULT.share(step * SlowStart.DEFAULT.time().toNanos() / SlowStart.STEPS + 1);
            var rotation = balancer().ramps()
                    ? Rotation.ramping(endpoints, weights, new double[] {1, 1, 1, share})
                    : new Rotation(endpoints, weights);
            assertFair(rotation, 20_000);
            if (balancer().ramps()) {
                double newcomer = shares(rotation)[3];
                assertThat(newcomer).isCloseTo(share / (4 + share), within(0.005));
            }
        }
    }

    @Test
    void neverPicksAnEndpointThatLeftTheRotation() {
        var rotation = Rotations.weighing(3, 2, 1, 1);
        var balancer = balancer();
        picks(balancer.over(rotation), 100);

        var after = picks(balancer.over(Rotations.without(rotation, 0)), 10_000);

        assertThat(after).doesNotContain(rotation.endpoint(0)).contains(rotation.endpoint(3));
    }

    @Test
    void givesNewcomersTrafficAtOnceAndDoesNotFloodThem() {
        int inFlight = 110;
        var balancer = balancer();
        var old = Rotations.of(Rotations.endpoints(10));
        var withNewcomer = Rotations.of(Rotations.endpoints(11).stream()
                .map(e -> old.endpoints().stream()
                        .filter(o -> o.endpoint().equals(e.endpoint()))
                        .findFirst()
                        .orElse(e))
                .toList());
        var newcomer = withNewcomer.endpoint(10);
        var request = new FakeRequest(seed);
        var underWay = new ArrayDeque<LiveEndpoint>();

        run(balancer.over(old), request, underWay, inFlight, 1_000);
        long first = run(balancer.over(withNewcomer), request, underWay, inFlight, 220, newcomer);
        long more = run(balancer.over(withNewcomer), request, underWay, inFlight, 1_100, newcomer);

        assertThat(first).as("of 220, fair 20").isBetween(1L, 60L);
        assertThat(more).as("of 1100, fair 100").isBetween(10L, 200L);
    }

    @Test
    void repeatsItselfUnderOneSeed() {
        var rotation = Rotations.weighing(3, 1, 4, 1, 5, 9, 2, 6);

        var once = picks(balancer().over(rotation), 1_000);
        var again = picks(balancer().over(rotation), 1_000);

        assertThat(again).isEqualTo(once);
    }

    @Test
    void picksFromManyThreadsAtOnce() throws Exception {
        int threads = 4;
        int each = 21_000;
        var rotation = Rotations.weighing(5, 1, 1);
        var picker = balancer().over(rotation);
        var counts = new ConcurrentHashMap<LiveEndpoint, LongAdder>();
        rotation.endpoints().forEach(e -> counts.put(e, new LongAdder()));

        try (var pool = Executors.newFixedThreadPool(threads)) {
            var tasks = new ArrayList<Callable<Boolean>>();
            for (int t = 0; t < threads; t++) {
                var request = new FakeRequest(seed + t);
                tasks.add(() -> {
                    for (int i = 0; i < each; i++) {
                        var picked = Objects.requireNonNull(picker.pick(request.next()));
                        Objects.requireNonNull(counts.get(picked)).increment();
                    }
                    return true;
                });
            }
            for (var task : pool.invokeAll(tasks)) {
                assertThat(task.get()).isTrue();
            }
        }

        long[] sums = rotation.endpoints().stream()
                .mapToLong(e -> Objects.requireNonNull(counts.get(e)).sum())
                .toArray();
        assertThat(Arrays.stream(sums).sum()).isEqualTo((long) threads * each);
        assertThat(ChiSquare.statistic(sums, shares(rotation)))
                .isLessThanOrEqualTo(variance(threads * each) * ChiSquare.bound(sums.length));
    }

    final List<LiveEndpoint> picks(Balancer.Picker picker, int count) {
        var request = new FakeRequest(seed);
        var picks = new ArrayList<LiveEndpoint>(count);
        for (int i = 0; i < count; i++) {
            picks.add(Objects.requireNonNull(picker.pick(request.next())));
        }
        return picks;
    }

    private void assertFair(Rotation rotation, int picks) {
        long[] counts = Rotations.count(rotation, picks(balancer().over(rotation), picks));

        assertThat(ChiSquare.statistic(counts, shares(rotation)))
                .as("%s of %d, seed %d", rotation.size(), picks, seed)
                .isLessThanOrEqualTo(variance(picks) * ChiSquare.bound(rotation.size()));
    }

    private static long run(
            Balancer.Picker picker,
            FakeRequest request,
            ArrayDeque<LiveEndpoint> underWay,
            int inFlight,
            int steps,
            LiveEndpoint... counted) {
        long count = 0;
        for (int i = 0; i < steps; i++) {
            var picked = Objects.requireNonNull(picker.pick(request.next().at(request.nanos() + 100_000)));
            picked.lease();
            underWay.add(picked);
            if (underWay.size() > inFlight) {
                var done = underWay.remove();
                done.release(false);
                done.latency().record(inFlight * 100_000L, request.nanos());
            }
            if (counted.length > 0 && picked == counted[0]) {
                count++;
            }
        }
        return count;
    }
}
