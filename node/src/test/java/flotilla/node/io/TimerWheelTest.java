package flotilla.node.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class TimerWheelTest {

    private static final long TICK = 20;

    /** Knows by itself when it should fire, and checks that it does. */
    private static final class Probe extends Timeout {

        private final List<Probe> fired;
        private Runnable then = () -> {};
        private long due = NEVER;

        Probe(List<Probe> fired) {
            this.fired = fired;
        }

        @Override
        protected void expired() {
            assertThat(isSet()).isFalse();
            fired.add(this);
            then.run();
        }
    }

    private final List<Probe> fired = new ArrayList<>();

    @RepeatedTest(40)
    void firesExactlyWhatIsDueNeverEarlyAndAtMostOneTickLate(RepetitionInfo round) {
        long seed = round.getCurrentRepetition();
        var random = new SplittableRandom(seed);
        long now = random.nextLong(-100_000, 100_000);
        var wheel = new TimerWheel(TICK, now);
        var probes = new ArrayList<Probe>();
        for (int i = 0; i < 50; i++) {
            probes.add(new Probe(fired));
        }

        for (int step = 0; step < 2_000; step++) {
            for (int change = random.nextInt(6); change > 0; change--) {
                change(wheel, probes.get(random.nextInt(probes.size())), now, random);
            }
            now += random.nextInt(20) == 0 ? random.nextLong(40 * TICK * TimerWheel.SLOTS / 10) : random.nextLong(50);
            fired.clear();
            wheel.advance(now);
            check(wheel, probes, now, "seed " + seed + ", step " + step);
        }
    }

    private static void change(TimerWheel wheel, Probe probe, long now, SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            probe.due = Timeout.NEVER;
            wheel.cancel(probe);
            return;
        }
        long span = random.nextInt(4) == 0 ? 3 * TICK * TimerWheel.SLOTS : 5 * TICK;
        probe.due = now + random.nextLong(-TICK, span);
        wheel.set(probe, probe.due);
    }

    private void check(TimerWheel wheel, List<Probe> probes, long now, String where) {
        assertThat(fired).as(where).doesNotHaveDuplicates();
        for (var probe : fired) {
            assertThat(probe.due).as("not early: %s", where).isLessThanOrEqualTo(now);
            probe.due = Timeout.NEVER;
        }
        int set = 0;
        for (var probe : probes) {
            assertThat(probe.due).as("not late: %s", where).isGreaterThan(now - 2 * TICK);
            assertThat(probe.isSet()).as(where).isEqualTo(probe.due != Timeout.NEVER);
            set += probe.isSet() ? 1 : 0;
        }
        assertThat(wheel.size()).as(where).isEqualTo(set);
    }

    @Test
    void firesWithinATickOfItsDeadline() {
        for (long start = -45; start <= 45; start++) {
            for (long after = 0; after < 3 * TICK; after++) {
                var wheel = new TimerWheel(TICK, start);
                var probe = new Probe(fired);
                fired.clear();
                wheel.set(probe, start + after);

                wheel.advance(start + after - 1);
                assertThat(fired).isEmpty();
                wheel.advance(start + after + TICK);
                assertThat(fired).as("from %s after %s", start, after).containsExactly(probe);
            }
        }
    }

    @Test
    void whoFiresMayCancelAndSetAnyOther() {
        var wheel = new TimerWheel(TICK, 0);
        var first = new Probe(fired);
        var second = new Probe(fired);
        var third = new Probe(fired);
        // Whichever of the three fires first ends one of the others and puts the other off.
        first.then = () -> {
            wheel.cancel(second);
            wheel.set(third, 200);
        };
        second.then = () -> {
            wheel.cancel(third);
            wheel.set(first, 200);
        };
        third.then = () -> {
            wheel.cancel(first);
            wheel.set(second, 200);
        };
        wheel.set(first, 10);
        wheel.set(second, 10);
        wheel.set(third, 10);

        wheel.advance(100);
        assertThat(fired).hasSize(1);
        assertThat(wheel.size()).isOne();

        List.of(first, second, third).forEach(probe -> probe.then = () -> {});
        wheel.advance(300);
        assertThat(fired).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void whoFiresMaySetItselfAnew() {
        var wheel = new TimerWheel(TICK, 0);
        var probe = new Probe(fired);
        probe.then = () -> wheel.set(probe, fired.size() * 100L);
        wheel.set(probe, 0);

        for (long now = 0; now <= 1_000; now += 10) {
            wheel.advance(now);
        }

        assertThat(fired).hasSize(10);
        assertThat(wheel.size()).isOne();
    }

    @Test
    void oneThatBreaksDoesNotTakeTheOthersWithIt() {
        var wheel = new TimerWheel(TICK, 0);
        var probes = List.of(new Probe(fired), new Probe(fired), new Probe(fired));
        for (var probe : probes) {
            probe.then = () -> {
                throw new IllegalStateException("meant to break");
            };
            wheel.set(probe, 10);
        }

        wheel.advance(100);

        assertThat(fired).containsExactlyInAnyOrderElementsOf(probes);
        assertThat(wheel.size()).isZero();
    }
}
