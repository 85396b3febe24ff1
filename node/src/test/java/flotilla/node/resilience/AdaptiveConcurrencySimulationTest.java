package flotilla.node.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Adaptive limits before an upstream of a hundred workers with 50 ms each: 2,000 requests a second, the median 42 ms and the 99th
 * percentile 140 ms if nothing waits there. Where it is asked for more, without a limit its queue would grow without end.
 *
 * <p>Bounds. A limit settles at 1.67 times the workers, so answers take 33 ms more than they would alone; with noise a third of that
 * more. Probes cost two thirds of the throughput for half a second of each thirty at most: 1.1 %.
 */
class AdaptiveConcurrencySimulationTest {

    private static final Duration MEAN = Duration.ofMillis(50);
    private static final int WORKERS = 100;
    private static final double CAPACITY = 2000;
    private static final double LATE = 220;

    private final long seed = System.nanoTime();

    AdaptiveConcurrencySimulationTest() {
        System.out.println("AdaptiveConcurrencySimulationTest: seed " + seed);
    }

    private ConcurrencyWorld world(double asked, long... clocks) {
        return new ConcurrencyWorld(seed, WORKERS, MEAN, clocks).asked(asked, 0.1);
    }

    @Test
    void isThereWithinSecondsOfAStartUnderLoad() {
        var world = world(1.5 * CAPACITY, 0).run(Duration.ofSeconds(5));
        world.look();

        var seen = world.run(Duration.ofSeconds(5)).look();

        assertThat(seen.perSecond()).isGreaterThan(0.95 * CAPACITY);
    }

    @Test
    void followsAnUpstreamWhoseCapacityHalvesAndComesBack() {
        var world = world(1.5 * CAPACITY, 0).run(Duration.ofSeconds(20));
        world.look();
        assertHolds(world, CAPACITY);

        world.workers(WORKERS / 2).run(Duration.ofSeconds(5));
        world.look();
        assertHolds(world, CAPACITY / 2);

        world.workers(WORKERS).run(Duration.ofSeconds(10));
        world.look();
        assertHolds(world, CAPACITY);
    }

    private static void assertHolds(ConcurrencyWorld world, double capacity) {
        var seen = world.run(Duration.ofSeconds(40)).look();

        assertThat(seen.perSecond()).as("%s", seen).isGreaterThan(0.95 * capacity);
        assertThat(seen.lateMillis()).as("%s", seen).isLessThan(LATE);
    }

    /** Fewer in flight would be no cure for it, and a limit that went by the old base would fall nearly to nothing. */
    @Test
    void learnsThatAnswersTakeLongerForGood() {
        var world = world(1.5 * CAPACITY, 0).run(Duration.ofSeconds(20));
        world.look();
        var soon = world.mean(MEAN.multipliedBy(2)).run(Duration.ofSeconds(10)).look();
        var later = world.run(Duration.ofSeconds(40)).look();

        assertThat(soon.perSecond()).as("with what it costs to find out").isGreaterThan(0.5 * CAPACITY / 2);
        assertThat(later.perSecond()).isGreaterThan(0.95 * CAPACITY / 2);
    }

    @Test
    void staysWhereItIsWhenLittleIsAskedFor() {
        var world = world(1.5 * CAPACITY, 0).run(Duration.ofSeconds(25));
        world.asked(50, 0.1).run(Duration.ofMinutes(20));
        world.look();

        var seen = world.asked(0.9 * CAPACITY, 0.1).run(Duration.ofSeconds(20)).look();

        assertThat(seen.highShed()).isZero();
        assertThat(seen.lowShed()).as("the limit is what it was").isZero();
    }

    @Test
    void refusesNothingBelowCapacity() {
        var world = world(0.8 * CAPACITY, 0).run(Duration.ofSeconds(20));
        world.look();

        var seen = world.run(Duration.ofMinutes(5)).look();

        assertThat(seen.lowShed()).isLessThan(0.001);
    }

    /** An hour: a base that learnt from the waiting that the limit makes would have doubled it every few minutes. */
    @Test
    void doesNotDriftUnderLastingOverload() {
        var world = new ConcurrencyWorld(seed, 20, Duration.ofMillis(100), 0).asked(300, 0.1);
        world.run(Duration.ofMinutes(1));
        for (int minute = 0; minute < 60; minute += 10) {
            world.look();
            var seen = world.run(Duration.ofMinutes(10)).look();

            assertThat(seen.most()).as("minute %d: %s", minute, seen).isLessThan(60);
            assertThat(seen.perSecond()).as("minute %d: %s", minute, seen).isGreaterThan(0.95 * 200);
        }
    }

    @Test
    void nodesOfAFleetDoNotDriftTogether() {
        var world = world(1.5 * CAPACITY, 0, 50, -50).run(Duration.ofMinutes(1));
        for (int minute = 0; minute < 10; minute += 2) {
            world.look();
            var seen = world.run(Duration.ofMinutes(2)).look();

            assertThat(seen.most()).as("minute %d: %s", minute, seen).isLessThan(4 * WORKERS);
            assertThat(seen.perSecond()).as("minute %d: %s", minute, seen).isGreaterThan(0.95 * CAPACITY);
        }
    }

    @Test
    void shedsTheLeastImportantAndServesTheOthers() {
        var world = world(2 * CAPACITY, 0).run(Duration.ofSeconds(20));
        world.look();

        var seen = world.run(Duration.ofMinutes(1)).look();

        assertThat(seen.highShed()).as("%s", seen).isLessThan(0.001);
        assertThat(seen.lowShed()).as("%s", seen).isBetween(0.5, 0.6);
    }

    @Test
    void shrinksWhenNothingIsAnsweredAndRecovers() {
        var limit = Duration.ofMillis(500);
        var world = world(1.5 * CAPACITY, 0).hangs(false, limit).run(Duration.ofSeconds(20));

        world.hangs(true, limit).run(Duration.ofSeconds(15));
        assertThat(world.limit(0)).isLessThan(WORKERS / 2);
        world.hangs(false, limit).run(Duration.ofSeconds(20));
        world.look();

        assertHolds(world, CAPACITY);
    }
}
