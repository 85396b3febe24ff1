package flotilla.node.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HealthPolicyTest {

    @Test
    void checksNothingActivelyUnlessThereIsAnInterval() {
        assertThat(HealthPolicy.DEFAULT.active()).isFalse();
    }

    @Test
    void refusesWhatWouldBreakTheRequest() {
        assertThatThrownBy(() -> policy("/a b", "", "200"))
                .isInstanceOf(InvalidValue.class)
                .hasMessageStartingWith("http: ");
        assertThatThrownBy(() -> policy("/a\r\nX: y", "", "200")).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> policy("/", "h\r\nX: y", "200"))
                .isInstanceOf(InvalidValue.class)
                .hasMessageStartingWith("host: ");
        assertThatThrownBy(() -> policy("/", "", "ok"))
                .isInstanceOf(InvalidValue.class)
                .hasMessageStartingWith("status: ");
    }

    private static HealthPolicy policy(String http, String host, String status) {
        return new HealthPolicy(Duration.ofSeconds(1), 0, Duration.ofSeconds(1), 1, 1, http, host, status, "", 1);
    }
}
