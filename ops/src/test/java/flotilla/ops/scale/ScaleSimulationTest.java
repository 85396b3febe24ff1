package flotilla.ops.scale;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.scale.SimulatedUpstream.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Twelve days of {@link Traffic} after two to learn, a thousand requests a second on average, which some fifteen endpoints do. The
 * advisor against what it is to replace, with the same pauses. The figures that came out stand in {@code ops/README.md}.
 */
class ScaleSimulationTest {

    private static final int DAYS = 14;
    private static final double MEAN = 1000;
    private static final int LEARNT = 2 * Traffic.DAY * 60;
    private static final Duration COOL_DOWN = Duration.ofMinutes(5);

    private record Compared(Outcome fixed, Outcome hpa, Outcome blind, Outcome advised) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void costsLessThanAFixedThresholdOnDaysThatAreAsAlways(long seed) {
        var outcome = compare(Traffic.madeUp(DAYS, MEAN, seed), 90, seed);

        assertThat(outcome.advised().violatedSeconds()).as("%s", outcome).isLessThan(30);
        assertThat(outcome.advised().endpointHours())
                .as("%s", outcome)
                .isLessThan(outcome.fixed().endpointHours());
        assertThat(outcome.advised().changes()).as("%s", outcome).isLessThan(600);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void violatesLessThanAFixedThresholdInAFlashCrowd(long seed) {
        var crowd = Traffic.madeUp(DAYS, MEAN, seed).withCrowd(9 * Traffic.DAY + 11 * 60, 3);

        var outcome = compare(crowd, 90, seed);

        assertThat(outcome.advised().violatedSeconds())
                .as("%s", outcome)
                .isLessThan(outcome.fixed().violatedSeconds() / 3)
                .isLessThan(outcome.hpa().violatedSeconds());
        assertThat(outcome.advised().endpointHours())
                .as("%s", outcome)
                .isLessThan(outcome.fixed().endpointHours());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isThereBeforeWhatComesEachDay(long seed) {
        var jobs = Traffic.madeUp(DAYS, MEAN, seed).withDailyJob(9, 20, 1.5);

        var outcome = compare(jobs, 300, seed);

        assertThat(outcome.advised().violatedSeconds())
                .as("%s", outcome)
                .isLessThan(outcome.blind().violatedSeconds() / 10)
                .isLessThan(outcome.hpa().violatedSeconds() / 10)
                .isLessThan(outcome.fixed().violatedSeconds() / 10);
        assertThat(outcome.advised().endpointHours())
                .as("%s", outcome)
                .isLessThan(outcome.fixed().endpointHours());
    }

    /** @param startSeconds that an endpoint takes until it serves */
    @ParameterizedTest
    @ValueSource(ints = {60, 90, 300})
    void beatsAFixedThresholdOnARecordedWave(int startSeconds) {
        beats(Traffic.departures(MEAN), startSeconds);
    }

    /** A recording has a line for each minute: a time, a comma, the requests. The first day is from its first midnight. */
    @Test
    @EnabledIfEnvironmentVariable(named = "FLOTILLA_RECORDING", matches = ".+")
    void beatsAFixedThresholdOnARecordingToo() {
        beats(Traffic.recorded(Path.of(System.getenv("FLOTILLA_RECORDING")), MEAN), 90);
    }

    private static void beats(Traffic traffic, int startSeconds) {
        var outcome = compare(traffic, startSeconds, 1);
        System.out.println("OUTCOME " + startSeconds + " " + outcome);

        assertThat(outcome.advised().violatedSeconds())
                .as("%s", outcome)
                .isLessThan(outcome.fixed().violatedSeconds())
                .isLessThan(outcome.hpa().violatedSeconds());
        assertThat(outcome.advised().endpointHours())
                .as("%s", outcome)
                .isLessThan(outcome.fixed().endpointHours());
    }

    private static Compared compare(Traffic traffic, int startSeconds, long seed) {
        var policy = new ScalePolicy(
                1, 1000, 0, 70, "", Duration.ofSeconds(startSeconds), COOL_DOWN, 10, ForecastPolicy.DEFAULT);
        var blind = new Advisor(policy.withForecast(ForecastPolicy.OFF));
        var advisor = new Advisor(policy);
        return new Compared(
                run(traffic, startSeconds, seed, new FixedThreshold(60_000, COOL_DOWN.toMillis())),
                run(traffic, startSeconds, seed, new HpaFormula(0.7)),
                run(traffic, startSeconds, seed, sample -> blind.advise(sample).wanted()),
                run(
                        traffic,
                        startSeconds,
                        seed,
                        sample -> advisor.advise(sample).wanted()));
    }

    private static Outcome run(Traffic traffic, int startSeconds, long seed, SimulatedUpstream.Scaler scaler) {
        return SimulatedUpstream.run(traffic, LEARNT, startSeconds, seed, scaler);
    }
}
