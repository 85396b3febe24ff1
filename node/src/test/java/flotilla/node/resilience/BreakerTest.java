package flotilla.node.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import flotilla.node.resilience.Breaker.Change;
import flotilla.node.resilience.Breaker.State;
import flotilla.node.resilience.BreakerPolicy.HalfOpen;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each moment here is given: nothing waits. */
class BreakerTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long QUICK = TimeUnit.MILLISECONDS.toNanos(1);

    private final List<Change> changes = new ArrayList<>();
    private long now = 7 * SECOND;
    private Breaker breaker = with(BreakerPolicy.DEFAULT);

    private Breaker with(BreakerPolicy policy) {
        return new Breaker(policy, now, changes::add);
    }

    private void succeed(int attempts) {
        for (int i = 0; i < attempts; i++) {
            succeed(breaker.admit(now));
        }
    }

    private void succeed(long permit) {
        breaker.answered(permit);
        breaker.succeeded(permit, QUICK, now);
    }

    private void fail(int attempts) {
        for (int i = 0; i < attempts; i++) {
            fail(breaker.admit(now));
        }
    }

    private void fail(long permit) {
        breaker.failed(permit, false, QUICK, now);
    }

    private void passOpenTime() {
        now += breaker.openLeft(now);
    }

    /** As many permits as it gives. */
    private List<Long> admitted(int attempts) {
        return IntStream.range(0, attempts)
                .mapToLong(i -> breaker.admit(now))
                .filter(permit -> permit != Breaker.REFUSED)
                .boxed()
                .toList();
    }

    @Test
    void opensWhenHalfOfTwentyFail() {
        succeed(10);
        fail(9);
        assertThat(breaker.state()).as("of nineteen").isEqualTo(State.CLOSED);

        fail(1);

        assertThat(changes)
                .containsExactly(new Change(State.CLOSED, State.OPEN, "10 of 20 failed in 10 s", 5 * SECOND));
        assertThat(breaker.lostOfThousand()).isEqualTo(500);
        assertThat(admitted(100)).isEmpty();
    }

    @Test
    void staysClosedBelowTheRate() {
        for (int i = 0; i < 1000; i++) {
            succeed(6);
            fail(5);
        }

        assertThat(changes).isEmpty();
    }

    @Test
    void forgetsWhatIsOlderThanTheWindow() {
        fail(19);
        now += 10 * SECOND;

        fail(19);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        now += 9 * SECOND;
        fail(1);

        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    /** I/O threads read the clock at different moments, some 20 ms apart. */
    @Test
    void losesNothingWhenMomentsComeOutOfOrder() {
        for (int i = 0; i < 20; i++) {
            now = 8 * SECOND - (i % 2) * QUICK;
            fail(1);
        }

        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void opensWhenTooManyAnswersBeginLate() {
        breaker = with(BreakerPolicy.DEFAULT.withSlow(Duration.ofMillis(100), 80));

        for (int i = 0; i < 20; i++) {
            breaker.succeeded(breaker.admit(now), (i < 4 ? 99 : 101) * QUICK, now);
        }

        assertThat(changes)
                .containsExactly(
                        new Change(State.CLOSED, State.OPEN, "16 of 20 slower than 100 ms in 10 s", 5 * SECOND));
        assertThat(breaker.lostOfThousand()).isEqualTo(800);
    }

    @Test
    void takesNoAnswerForSlowUnlessToldSo() {
        for (int i = 0; i < 100; i++) {
            breaker.succeeded(breaker.admit(now), 3600 * SECOND, now);
        }

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void opensForNoRateWhenItIsOffButComesBackAsEver() {
        breaker = with(BreakerPolicy.OFF);
        fail(1000);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);

        breaker.trip("5 in a row", 1000, now);
        assertThat(changes).containsExactly(new Change(State.CLOSED, State.OPEN, "5 in a row", 5 * SECOND));
        passOpenTime();
        fail(3);

        assertThat(changes.getLast())
                .isEqualTo(new Change(State.HALF_OPEN, State.OPEN, "3 of 3 failed half-open", 10 * SECOND));
    }

    @ParameterizedTest
    @CsvSource({"0, CLOSED", "1, CLOSED", "2, OPEN", "3, OPEN"})
    void letsThreeDecideWhenTheOpenTimeIsOver(int failing, State then) {
        fail(20);
        now += 5 * SECOND - 2 * QUICK;
        assertThat(admitted(10)).isEmpty();
        passOpenTime();

        var permits = admitted(10);
        assertThat(permits).hasSize(3);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        permits.subList(0, failing).forEach(this::fail);
        permits.subList(failing, 3).forEach(this::succeed);

        assertThat(breaker.state()).isEqualTo(then);
        assertThat(changes.getLast().why()).isEqualTo(failing + " of 3 failed half-open");
    }

    /** Nobody has asked it for a permit since its time was over, but late results go on telling the same. */
    @Test
    void isTrippedAgainWhenItsTimeIsOverAndNotBefore() {
        breaker.trip("5 in a row", 1000, now);
        breaker.trip("6 in a row", 1000, now);
        assertThat(changes).hasSize(1);

        passOpenTime();
        breaker.trip("7 in a row", 1000, now);

        assertThat(changes.getLast()).isEqualTo(new Change(State.OPEN, State.OPEN, "7 in a row", 10 * SECOND));
        assertThat(admitted(10)).isEmpty();
    }

    @Test
    void staysOpenTwiceAsLongEachTimeInARowUpToItsMost() {
        fail(20);
        var times = new ArrayList<Long>();
        for (int i = 0; i < 6; i++) {
            times.add(breaker.openLeft(now) / SECOND);
            passOpenTime();
            fail(3);
        }

        assertThat(times).containsExactly(5L, 10L, 20L, 40L, 60L, 60L);
    }

    @Test
    void remembersHowLongItWasOpenForAsLongAsThat() {
        fail(20);
        passOpenTime();
        succeed(3);
        now += 4 * SECOND;
        fail(20);
        assertThat(breaker.openLeft(now)).as("closed for 4 s after 5").isEqualTo(10 * SECOND);

        passOpenTime();
        succeed(3);
        now += 10 * SECOND;
        fail(20);
        assertThat(breaker.openLeft(now)).as("closed for 10 s after 10").isEqualTo(5 * SECOND);
    }

    @Test
    void givesAPermitThatShowedNothingToAnother() {
        fail(20);
        passOpenTime();
        var permits = admitted(10);

        breaker.released(permits.getFirst(), false);

        assertThat(admitted(10)).hasSize(1);
    }

    @Test
    void dropsLateResultsOfAnotherState() {
        var late = admitted(8);
        fail(20);
        passOpenTime();
        var permits = admitted(1);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);

        late.subList(0, 3).forEach(this::fail);
        late.subList(3, 6).forEach(this::succeed);
        late.subList(6, 8).forEach(permit -> breaker.released(permit, false));

        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertThat(breaker.view(now).calls()).isZero();
        assertThat(admitted(10)).as("with the one above").hasSize(2);
        succeed(permits.getFirst());
        assertThat(breaker.view(now).calls()).isOne();
    }

    @Test
    void dropsLateResultsOfAnEarlierTrial() {
        fail(20);
        passOpenTime();
        var late = breaker.admit(now);
        fail(1);
        breaker.trip("by hand", 1000, now);
        passOpenTime();
        var permits = admitted(10);
        assertThat(permits).hasSize(3);

        fail(late);
        breaker.released(late, true);

        assertThat(breaker.view(now).calls()).isZero();
        assertThat(admitted(1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesLongAnswersForGoodAndSilenceForBadOnceItHasRefusedForTenSeconds(boolean answering) {
        fail(20);
        passOpenTime();
        var permits = admitted(3);
        if (answering) {
            permits.forEach(breaker::answered);
        }
        now += 100 * SECOND;
        assertThat(admitted(1)).isEmpty();
        now += 10 * SECOND - 1;
        assertThat(admitted(1)).isEmpty();
        assertThat(breaker.state()).as("before that").isEqualTo(State.HALF_OPEN);

        now += 1;
        assertThat(admitted(1)).isEmpty();
        assertThat(breaker.state()).isEqualTo(answering ? State.CLOSED : State.OPEN);
        int told = changes.size();
        permits.forEach(this::fail);
        assertThat(changes).as("what comes of them is late").hasSize(told);
    }

    /** Whatever becomes of attempts, and in whatever order: what a trial has not counted, it has out or can give. */
    @Test
    void keepsAllPermitsOfATrialTogether() {
        long seed = System.nanoTime();
        System.out.println("BreakerTest: seed " + seed);
        var random = new SplittableRandom(seed);
        breaker =
                with(BreakerPolicy.DEFAULT.withWindow(Duration.ofSeconds(2), 5).withHalfOpen(4, HalfOpen.TRAFFIC));
        var out = new ArrayList<Long>();
        long newest = Breaker.REFUSED;
        int trials = 0;
        for (int i = 0; i < 100_000; i++) {
            long permit = random.nextBoolean() ? breaker.admit(now) : Breaker.REFUSED;
            if (permit != Breaker.REFUSED) {
                out.add(permit);
                newest = permit;
            }
            if (!out.isEmpty() && random.nextBoolean()) {
                settle(out.remove(random.nextInt(out.size())), random.nextInt(3));
            }
            if (breaker.state() == State.HALF_OPEN) {
                trials++;
                long trial = newest;
                int counted = breaker.view(now).calls();
                long underWay = out.stream().filter(p -> p == trial).count();
                var left = admitted(10);
                left.forEach(p -> breaker.released(p, false));
                assertThat(counted + underWay + left.size())
                        .as("seed %s, step %s", seed, i)
                        .isEqualTo(4);
            }
            now += random.nextInt(40) == 0 ? random.nextLong(SECOND) : 0;
        }

        assertThat(trials).isPositive();
    }

    private void settle(long permit, int how) {
        switch (how) {
            case 0 -> fail(permit);
            case 1 -> succeed(permit);
            default -> breaker.released(permit, false);
        }
    }

    /** Nothing once it is compiled (AttemptBenchmark); before that, no events and no traces of stacks all the same. */
    @Test
    void makesLittleOfAnAttempt() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 50_000; i++) {
            now += 1000;
            succeed(1);
        }

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 50_000; i++) {
            now += 1000;
            succeed(1);
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(256 * 50_000);
    }
}
