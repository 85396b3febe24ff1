package flotilla.ops.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdvisorTest {

    private static final ScalePolicy POLICY =
            new ScalePolicy(2, 20, 20, 70, "", Duration.ofSeconds(90), Duration.ofMinutes(5), 10, ForecastPolicy.OFF);
    private static final long START = 1_000_000_000;

    private final Advisor advisor = new Advisor(POLICY);

    @Test
    void goesUpAtOnce() {
        assertThat(requests(0, 4, 70).wanted()).isEqualTo(4);

        var advice = requests(60, 4, 81);

        assertThat(advice.wanted()).isEqualTo(5);
        assertThat(advice.signal()).isEqualTo(Signal.IN_FLIGHT);
        assertThat(advice.reason()).isEqualTo("81.0 requests in flight and 0.0 waiting, target 20 for each endpoint");
    }

    @Test
    void goesDownToTheMostThatWasNeededWithinTheCoolDown() {
        requests(0, 10, 190);
        requests(100, 10, 125);

        assertThat(requests(299, 10, 30).wanted()).isEqualTo(10);
        assertThat(requests(300, 10, 30).wanted()).isEqualTo(7);
        assertThat(requests(399, 7, 30).wanted()).isEqualTo(7);
        assertThat(requests(400, 7, 30).wanted()).isEqualTo(2);
    }

    @Test
    void saysThatItWaits() {
        requests(0, 10, 190);

        var advice = requests(200, 10, 30);

        assertThat(advice.signal()).isEqualTo(Signal.COOL_DOWN);
        assertThat(advice.reason()).endsWith("2 would do now");
    }

    @Test
    void hasWatchedForTheCoolDownBeforeItGoesDown() {
        assertThat(requests(0, 10, 30).reason()).endsWith("watched for less than cool_down");
        assertThat(requests(299, 10, 30).wanted()).isEqualTo(10);
        assertThat(requests(300, 10, 30).wanted()).isEqualTo(2);
    }

    @Test
    void staysWhereALowerNumberWouldBeBarelyEnough() {
        requests(0, 5, 95);

        assertThat(requests(1000, 5, 75).wanted()).isEqualTo(5);
        assertThat(requests(2000, 5, 70).wanted()).isEqualTo(4);
    }

    @Test
    void goesByTheGreaterOfRequestsAndCpu() {
        advisor.advise(sample(0, 6, 130, 10, OptionalDouble.of(0.4), true));

        var advice = advisor.advise(sample(60, 6, 130, 10, OptionalDouble.of(0.91), true));

        assertThat(advice.wanted()).isEqualTo(8);
        assertThat(advice.signal()).isEqualTo(Signal.CPU);
        assertThat(advice.reason()).isEqualTo("cpu 91.0 % of 6 endpoints, target 70 %");
    }

    @Test
    void countsThoseWhoWait() {
        requests(0, 2, 40);

        assertThat(advisor.advise(sample(60, 2, 40, 30, OptionalDouble.empty(), true))
                        .wanted())
                .isEqualTo(4);
    }

    @Test
    void keepsTheLastAdviceWhileNothingIsKnown() {
        requests(0, 5, 99);

        var advice = advisor.advise(Sample.blind(START + 900_000, 0, "consul://shop: stale"));

        assertThat(advice.known()).isFalse();
        assertThat(advice.wanted()).isEqualTo(5);
        assertThat(advice.reason()).isEqualTo("consul://shop: stale");
    }

    @Test
    void isNotKnownWithoutAnyMeasure() {
        var byCpu = new Advisor(new ScalePolicy(1, 20, 0, 70, "", Duration.ZERO, Duration.ZERO, 0, ForecastPolicy.OFF));

        var advice = byCpu.advise(sample(0, 3, 100, 0, OptionalDouble.empty(), true));

        assertThat(advice.known()).isFalse();
        assertThat(advice.given()).isFalse();
        assertThat(advice.reason()).contains("no endpoint reports its cpu");
    }

    @Test
    void neverGoesDownWhileAPartOfTheLoadIsNotSeen() {
        requests(0, 10, 190);

        var advice = advisor.advise(sample(900, 10, 30, 0, OptionalDouble.empty(), false));

        assertThat(advice.wanted()).isEqualTo(10);
        assertThat(advice.reason()).endsWith("nodes of the fleet are not heard");
        assertThat(advisor.advise(sample(930, 10, 390, 0, OptionalDouble.empty(), false))
                        .wanted())
                .isEqualTo(20);
    }

    @Test
    void keepsToItsBounds() {
        assertThat(requests(0, 1, 0).wanted()).isEqualTo(2);
        var most = requests(60, 8, 1000);
        assertThat(most.wanted()).isEqualTo(20);
        assertThat(most.signal()).isEqualTo(Signal.MAX);
        assertThat(most.reason()).endsWith("24 would be needed, max 20");
    }

    @Test
    void asksForNoMoreAtOnceThanThreeTimesThoseThatServe() {
        var wide =
                new Advisor(new ScalePolicy(1, 1000, 20, 0, "", Duration.ZERO, Duration.ZERO, 0, ForecastPolicy.OFF));

        assertThat(wide.advise(sample(0, 10, 100_000, 0, OptionalDouble.empty(), true))
                        .wanted())
                .isEqualTo(30);
    }

    @Test
    void goesOnFromWhatAnotherNodeHasAdvised() {
        requests(0, 4, 75);
        advisor.adopt(9);

        assertThat(requests(200, 4, 75).wanted()).isEqualTo(9);
        assertThat(requests(600, 9, 75).wanted()).isEqualTo(5);
    }

    private static ScalePolicy policy(int min, int max, int coolDownSeconds, ForecastPolicy forecast) {
        return new ScalePolicy(
                min, max, 20, 70, "", Duration.ofSeconds(90), Duration.ofSeconds(coolDownSeconds), 10, forecast);
    }

    @Test
    void keepsToOtherBoundsAtOnce() {
        requests(0, 4, 70);

        advisor.follow(policy(1, 3, 300, ForecastPolicy.OFF), millis(1));
        assertThat(requests(1, 4, 70).wanted()).isEqualTo(3);
        advisor.follow(policy(6, 20, 300, ForecastPolicy.OFF), millis(2));
        var blind = advisor.advise(Sample.blind(millis(2), 4, "stale"));
        assertThat(blind.wanted()).isEqualTo(6);
        assertThat(requests(3, 4, 70).wanted()).isEqualTo(6);
    }

    @Test
    void isAsFarInItsCoolDownWithOtherBoundsAsBefore() {
        requests(0, 10, 190);
        requests(200, 10, 30);

        advisor.follow(policy(3, 15, 300, ForecastPolicy.OFF), millis(250));

        assertThat(requests(299, 10, 30).wanted()).isEqualTo(10);
        assertThat(requests(300, 10, 30).wanted()).isEqualTo(3);
    }

    @Test
    void aLongerCoolDownBeginsWhereTheOneBeforeHasLookedBackTo() {
        requests(0, 10, 190);
        requests(100, 10, 190);
        requests(130, 10, 30);

        advisor.follow(policy(2, 20, 600, ForecastPolicy.OFF), millis(390));

        assertThat(requests(401, 10, 30).wanted()).isEqualTo(10);
        assertThat(requests(699, 10, 30).wanted()).isEqualTo(10);
        assertThat(requests(700, 10, 30).wanted()).isEqualTo(2);
    }

    @Test
    void aLongerCoolDownGoesByNothingThatIsForgotten() {
        advisor.follow(policy(10, 20, 300, ForecastPolicy.OFF), millis(0));
        requests(0, 10, 190);
        requests(600, 10, 30);

        // Of what was needed before 300 s nothing is known any more.
        advisor.follow(policy(2, 20, 600, ForecastPolicy.OFF), millis(600));
        assertThat(requests(899, 10, 30).reason()).endsWith("watched for less than cool_down");
        assertThat(requests(900, 10, 30).wanted()).isEqualTo(2);
    }

    @Test
    void aShorterCoolDownCountsAtOnce() {
        requests(0, 10, 190);
        requests(200, 10, 30);

        advisor.follow(policy(2, 20, 60, ForecastPolicy.OFF), millis(200));

        assertThat(requests(201, 10, 30).wanted()).isEqualTo(2);
    }

    @Test
    void whatTheForecastHasLearntStaysUnlessItIsOfNoUseAnyMore() {
        var learning = new Advisor(policy(1, 20, 300, ForecastPolicy.DEFAULT));
        for (int second = 0; second < 3_000; second += 100) {
            learning.advise(sample(second, 4, 70, 0, OptionalDouble.empty(), true));
        }
        long seen = learning.seen();
        assertThat(seen).isGreaterThanOrEqualTo(9);

        var careful = new ForecastPolicy(Duration.ofDays(1), 99);
        var later = new ScalePolicy(1, 9, 20, 70, "", Duration.ofSeconds(30), Duration.ofMinutes(1), 0, careful);
        assertThat(learning.follow(later, millis(3_000))).isEmpty();
        assertThat(learning.seen()).isEqualTo(seen);

        var otherTarget = new ScalePolicy(1, 9, 10, 70, "", Duration.ofSeconds(30), Duration.ofMinutes(1), 0, careful);
        assertThat(learning.follow(otherTarget, millis(3_000)))
                .contains("begins anew: it was for other targets, and less than a season");
        assertThat(learning.seen()).isZero();
    }

    @Test
    void anotherSeasonIsLearntAnew() {
        var learning = new Advisor(policy(1, 20, 300, ForecastPolicy.DEFAULT));
        for (int second = 0; second < 3_000; second += 100) {
            learning.advise(sample(second, 4, 70, 0, OptionalDouble.empty(), true));
        }

        var weekly = new ForecastPolicy(Duration.ofDays(7), 90);
        assertThat(learning.follow(policy(1, 20, 300, weekly), millis(3_000)))
                .contains("begins anew: it was for another season, of PT24H");
        assertThat(learning.seen()).isZero();
    }

    private static long millis(int second) {
        return START + second * 1000L;
    }

    /** Whatever comes: within the bounds, never below what is needed, and never down within the cool-down of a need. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverLowersWhatWasNeededWithinTheCoolDown(long seed) {
        var random = new SplittableRandom(seed);
        int coolDown = (int) POLICY.coolDown().toSeconds();
        var loads = new double[4000];
        double load = 100;
        for (int second = 0; second < loads.length; second += 20) {
            load = Math.clamp(load * Math.exp(0.2 * random.nextGaussian()), 1, 380);
            loads[second] = load;
            var advice = requests(second, 20, load);

            assertThat(advice.wanted()).isBetween(2, 20);
            double most = 0;
            for (int back = second; back > second - coolDown && back >= 0; back -= 20) {
                most = Math.max(most, loads[back]);
            }
            assertThat(advice.wanted() * 20 + 1.0)
                    .as("seed %d second %d: %s", seed, second, advice)
                    .isGreaterThanOrEqualTo(most);
        }
    }

    private Advice requests(int second, int present, double inFlight) {
        return advisor.advise(sample(second, present, inFlight, 0, OptionalDouble.empty(), true));
    }

    private static Sample sample(
            int second, int present, double inFlight, double waiting, OptionalDouble cpu, boolean whole) {
        return new Sample(START + second * 1000L, present, present, inFlight, waiting, cpu, whole, "");
    }
}
