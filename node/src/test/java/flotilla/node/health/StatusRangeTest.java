package flotilla.node.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusRangeTest {

    @Test
    void holdsSingleStatusesAndSpans() {
        var range = StatusRange.of("200-299,304");

        assertThat(range.contains(199)).isFalse();
        assertThat(range.contains(200)).isTrue();
        assertThat(range.contains(299)).isTrue();
        assertThat(range.contains(300)).isFalse();
        assertThat(range.contains(304)).isTrue();
        assertThat(range).hasToString("200-299,304");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20", "2xx", "200-", "299-200", "099", "600", "200,,204", "200 ", "200-299-300"})
    void refusesWhatIsNoStatus(String text) {
        assertThatThrownBy(() -> StatusRange.of(text))
                .isInstanceOf(InvalidValue.class)
                .hasMessageStartingWith("status: ")
                .hasMessageContaining("such as 200 or 200-299,304");
    }
}
