package flotilla.ops.log;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.resilience.Failure;
import flotilla.node.telemetry.Visibility;
import flotilla.node.telemetry.Visibility.AccessLogging;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {

    private static final int REQUESTS = 20_000;

    /** The share of many is within five standard deviations, sqrt(n p (1 - p)), of what is asked for. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.001, 0.1, 0.5, 0.99, 1})
    void takesAShareOfWhatWentWell(double share) {
        double expected = REQUESTS * share;
        double deviation = Math.sqrt(REQUESTS * share * (1 - share));

        assertThat((double) taken(share, FakeRequest.ok()))
                .isBetween(expected - 5 * deviation, expected + 5 * deviation);
    }

    @Test
    void takesAllThatWentWrong() {
        var cut = FakeRequest.of("/", 200, Failure.of(Failure.Reason.RESPONSE_CUT));

        assertThat(taken(0, FakeRequest.of("/", 500, null))).isEqualTo(REQUESTS);
        assertThat(taken(0, FakeRequest.of("/", 503, Failure.of(Failure.Reason.NO_ENDPOINT))))
                .isEqualTo(REQUESTS);
        assertThat(taken(0, cut)).isEqualTo(REQUESTS);
    }

    @Test
    void doesNotTakeAllThatClientsDidWrong() {
        assertThat(taken(0, FakeRequest.of("/", 404, Failure.of(Failure.Reason.NO_ROUTE))))
                .isZero();
        assertThat(taken(0, FakeRequest.of("/", 429, Failure.of(Failure.Reason.CLIENT_RATE))))
                .isZero();
    }

    @Test
    void takesAllThatTookLong() {
        assertThat(taken(0, FakeRequest.ok().taking(Duration.ofSeconds(1).toNanos() + 1)))
                .isEqualTo(REQUESTS);
        assertThat(taken(0, FakeRequest.ok().taking(Duration.ofSeconds(1).toNanos())))
                .isZero();
    }

    @Test
    void aRouteMayHaveAllOfItsRequestsTakenOrNone() {
        assertThat(taken(0, FakeRequest.ok().seen(new Visibility(AccessLogging.ON, -1))))
                .isEqualTo(REQUESTS);
        assertThat(taken(1, FakeRequest.of("/", 500, null).seen(new Visibility(AccessLogging.OFF, -1))))
                .isZero();
    }

    private static long taken(double share, FakeRequest request) {
        var sampling = new Sampling(AccessLogPolicy.DEFAULT.withSample(share));
        var random = new SplittableRandom(17);
        return IntStream.range(0, REQUESTS)
                .filter(_ -> sampling.takes(request, random))
                .count();
    }
}
