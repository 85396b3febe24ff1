package flotilla.node.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import flotilla.node.resilience.Failure.Blame;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.resilience.RetryPolicy.On;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {

    @ParameterizedTest
    @CsvSource({
        "CONNECT_REFUSED, NOTHING, UNREACHED",
        "CONNECT_TIMEOUT, NOTHING, UNREACHED",
        "TLS_FAILED, NOTHING, UNREACHED",
        "TLS_TIMEOUT, NOTHING, UNREACHED",
        "QUEUE_FULL, NOTHING, FULL",
        "QUEUE_TIMEOUT, NOTHING, FINAL",
        "CLOSED_EARLY, ON_A_STALE_CONNECTION, STALE",
        "CLOSED_EARLY, SOMETHING, RESET",
        "TLS_FAILED, SOMETHING, RESET",
        "FIRST_BYTE_TIMEOUT, SOMETHING, TIMEOUT",
        "RESPONSE_CUT, SOMETHING, FINAL",
        "BAD_RESPONSE, SOMETHING, MALFORMED",
        "RESPONSE_HEADERS_TOO_LARGE, SOMETHING, FINAL",
        "IDLE_TIMEOUT, SOMETHING, FINAL",
        "OUT_OF_BUFFERS, SOMETHING, FINAL"
    })
    void theTableOfKinds(Reason reason, Sent sent, RetryKind kind) {
        assertThat(RetryKind.of(reason, sent)).isEqualTo(kind);
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void whatTheClientDidIsNeverTriedAgain(Reason reason) {
        if (reason.blame() == Blame.CLIENT) {
            assertThat(RetryKind.of(reason, Sent.NOTHING)).isEqualTo(RetryKind.FINAL);
        }
    }

    @Test
    void whatNoEndpointHasSeenIsCoveredWhateverIsListed() {
        var bare = RetryPolicy.DEFAULT.withOn();

        assertThat(bare.covers(RetryKind.UNREACHED)).isTrue();
        assertThat(bare.covers(RetryKind.FULL)).isTrue();
        assertThat(bare.covers(RetryKind.RESET)).isFalse();
        assertThat(bare.covers(RetryKind.TIMEOUT)).isFalse();
        assertThat(bare.covers(RetryKind.MALFORMED)).isFalse();
        assertThat(bare.withOn(On.RESET).covers(RetryKind.RESET)).isTrue();
        assertThat(bare.covers(RetryKind.STATUS)).isFalse();
        assertThat(bare.withStatuses(503).covers(RetryKind.STATUS)).isTrue();
        assertThat(bare.withStatuses(502, 503).lists(503)).isTrue();
        assertThat(bare.withStatuses(502, 503).lists(500)).isFalse();
    }

    /** Uniform up to the bound: of 1,000 draws the largest is above 0.9 of it but for one case in 10^45. */
    @Test
    void backsOffByAnythingUpToABoundThatDoubles() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var policy = RetryPolicy.DEFAULT.withBackoff(Duration.ofMillis(100), Duration.ofMillis(500));
        long[] bounds = {100, 200, 400, 500, 500};

        for (int retries = 0; retries < bounds.length; retries++) {
            long largest = 0;
            for (int i = 0; i < 1000; i++) {
                largest = Math.max(largest, policy.backoffNanos(retries, random));
            }
            assertThat(largest)
                    .as("after %d retries, seed %d", retries, seed)
                    .isBetween(bounds[retries] * 900_000, bounds[retries] * 1_000_000);
        }
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> RetryPolicy.DEFAULT.withAttempts(0))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("1 to 10");
        assertThatThrownBy(() -> RetryPolicy.DEFAULT.withStatuses(200)).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> RetryPolicy.DEFAULT.withOn(On.RESET, On.RESET)).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> RetryPolicy.DEFAULT.withBackoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> RetryPolicy.DEFAULT.withBufferBytes(-1)).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> RetryPolicy.DEFAULT.withBudget(-1, 0)).isInstanceOf(InvalidValue.class);
    }
}
