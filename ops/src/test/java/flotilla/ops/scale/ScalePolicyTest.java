package flotilla.ops.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScalePolicyTest {

    @Test
    void theDefaultsAreAPolicy() {
        assertThat(ScalePolicy.DEFAULT.bounded(1000)).isEqualTo(10);
        assertThat(ScalePolicy.DEFAULT.bounded(0)).isEqualTo(1);
    }

    @Test
    void aMaxBelowMinIsRefused() {
        assertThatThrownBy(() -> policy(5, 4, 0, 70))
                .hasMessageContaining("max")
                .hasMessageContaining("4");
    }

    @Test
    void aPolicyWithNothingToGoByIsRefused() {
        assertThatThrownBy(() -> policy(1, 4, 0, 0)).hasMessageContaining("target_in_flight above 0");
    }

    @Test
    void aSeasonThatIsTooShortToHavePartsIsRefused() {
        assertThatThrownBy(() -> new ForecastPolicy(Duration.ofMinutes(10), 90))
                .hasMessageContaining("season")
                .hasMessageContaining("1h to 7d");
    }

    private static ScalePolicy policy(int min, int max, double inFlight, int cpu) {
        return new ScalePolicy(
                min, max, inFlight, cpu, "", Duration.ofSeconds(90), Duration.ofMinutes(5), 10, ForecastPolicy.DEFAULT);
    }
}
