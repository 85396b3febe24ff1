package flotilla.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.balance.AnswerTimes.Span;
import flotilla.node.balance.SlowStart;
import flotilla.node.resilience.BreakerPolicy;
import flotilla.node.tls.EndpointTls;
import flotilla.node.tls.TlsPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Simulated: an endpoint beside another that fails 1 % of its requests, each with what its weight brings it. */
class WeightStepsTest {

    private static final OutlierPolicy POLICY = OutlierPolicy.DEFAULT.withEviction(Eviction.GRADUAL);
    private static final long INTERVAL = POLICY.interval().toNanos();

    private final WeightSteps steps = new WeightSteps();
    private final Window window = new Window();
    private final Window other = new Window();
    private SlowStart pace = SlowStart.OFF;
    private SplittableRandom random = new SplittableRandom(3);
    private long nanos;

    /**
     * The shares of its weight after each of these intervals.
     *
     * @param requests that the whole weight brings in an interval
     * @param rate that fails
     */
    private List<Double> run(int intervals, int requests, double rate) {
        var shares = new ArrayList<Double>();
        for (int i = 0; i < intervals; i++) {
            window.add(drawn(requests * steps.share(), rate));
            other.add(drawn(requests, 0.01));
            nanos += INTERVAL;
            var watching = new Watching(
                    HealthPolicy.DEFAULT, BreakerPolicy.OFF, POLICY, pace, EndpointTls.of(TlsPolicy.DEFAULT));
            steps.follow(WeightSteps.calls(POLICY, List.of(window, other)).getFirst(), window, watching, nanos);
            shares.add(steps.share());
        }
        return shares;
    }

    private Sample drawn(double expected, double rate) {
        long requests = (long) (expected + random.nextDouble());
        long bad = random.doubles(requests).filter(chance -> chance < rate).count();
        return new Sample(requests - bad, bad, Span.NONE);
    }

    @Test
    void theWeightFallsAsTheRateGrowsAndRisesAsItFalls() {
        assertThat(run(20, 1_000, 0.01)).containsOnly(1.0);
        assertThat(run(20, 1_000, 0.075).getLast()).isEqualTo(0.75);
        assertThat(run(20, 1_000, 0.18).getLast()).isEqualTo(0.5);
        assertThat(run(20, 1_000, 0.35).getLast()).isEqualTo(0.25);
        assertThat(run(20, 1_000, 0.8).getLast()).isEqualTo(0.1);
        assertThat(run(20, 1_000, 0.18).getLast()).isEqualTo(0.5);
        assertThat(run(30, 1_000, 0.01).getLast()).isEqualTo(1);
    }

    @Test
    void itFallsAtOnceAndRisesStepByStep() {
        assertThat(run(1, 1_000, 0.9)).containsExactly(0.1);

        assertThat(run(4, 1_000, 0)).containsExactly(0.25, 0.5, 0.75, 1.0);
    }

    /** A tenth of 50 requests in 5 s is one a second: enough to rise again within two minutes of being well. */
    @Test
    void aTrickleIsEnoughToRiseAgain() {
        assertThat(run(10, 50, 1).getLast()).isEqualTo(0.1);

        assertThat(run(24, 50, 0).getLast()).isEqualTo(1);
    }

    @Test
    void itRisesWithoutAnyRequestToo() {
        assertThat(run(10, 50, 1).getLast()).isEqualTo(0.1);

        assertThat(run(4 * Window.LENGTH, 0, 0).getLast()).isEqualTo(1);
    }

    /** From a half to the whole: half of the slow start's time with a straight curve, by steps of 0.25 each. */
    @Test
    void itRisesNoQuickerThanTheSlowStartsCurve() {
        pace = new SlowStart(Duration.ofNanos(20 * INTERVAL), 1, 0.1);
        assertThat(run(1, 1_000, 0.18)).containsExactly(0.5);

        assertThat(run(10, 1_000, 0)).containsExactly(0.5, 0.5, 0.5, 0.5, 0.75, 0.75, 0.75, 0.75, 0.75, 1.0);
    }

    /**
     * At the worst rate, one at which a step begins, two in a thousand judgements fall by chance, and as many rise: the
     * simulated worst of 1,000 intervals is 21 changes.
     */
    @Test
    void itDoesNotFlap() {
        for (double rate = 0; rate <= 1; rate += rate < 0.2 ? 0.01 : 0.1) {
            for (int requests : new int[] {10, 50, 300}) {
                random = new SplittableRandom((long) (1_000 * rate) + requests);
                var shares = run(1_000, requests, rate);
                int changes = 0;
                for (int i = 1; i < shares.size(); i++) {
                    changes += shares.get(i).equals(shares.get(i - 1)) ? 0 : 1;
                }

                assertThat(changes).as("at %.2f of %d requests", rate, requests).isLessThan(40);
            }
        }
    }
}
