package flotilla.node.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import flotilla.node.cluster.AllowedRate;
import org.junit.jupiter.api.Test;

class RatePolicyTest {

    @Test
    void readsRequestsInASecondAMinuteOrAnHour() {
        assertThat(RatePolicy.of("50/s").allowed()).contains(new AllowedRate(50, 100));
        assertThat(RatePolicy.of("600/m").allowed()).contains(new AllowedRate(10, 20));
        assertThat(new RatePolicy("36/h", 7).allowed()).contains(new AllowedRate(0.01, 7));
        assertThat(RatePolicy.of("off").allowed()).isEmpty();
    }

    @Test
    void letsOneComeAtOnceHoweverLowItIs() {
        assertThat(RatePolicy.of("10/h").allowed().orElseThrow().burst()).isEqualTo(1);
    }

    @Test
    void saysWhatItExpects() {
        for (var wrong : new String[] {"", "600", "0/s", "10/d", "-1/s", "1.5/s", "10 / s", "9999999999/s"}) {
            assertThatThrownBy(() -> RatePolicy.of(wrong))
                    .isInstanceOf(InvalidValue.class)
                    .hasMessageContaining("600/m");
        }
        assertThatThrownBy(() -> new RatePolicy("1/s", -1)).hasMessageContaining("burst");
    }
}
