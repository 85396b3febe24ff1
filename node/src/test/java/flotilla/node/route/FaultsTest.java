package flotilla.node.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private static final Fault FAULT = new Fault(Duration.ZERO, 0, 503, 100, "", "");
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private final ManualTime time = new ManualTime();
    private final Faults faults = new Faults(time);

    @AfterEach
    void close() {
        faults.close();
    }

    @Test
    void aDrillIsForItsRouteAlone() {
        var drill = faults.begin("shop", FAULT, TEN_MINUTES, "alice", "game day");

        assertThat(faults.of("shop", time.nanos())).isSameAs(drill);
        assertThat(faults.of("other", time.nanos())).isNull();
        assertThat(faults.all()).containsExactly(drill);
        assertThat(drill.ends()).isEqualTo(time.now().plus(TEN_MINUTES));
    }

    @Test
    void aDrillEndsByItself() throws InterruptedException {
        faults.begin("a", FAULT, TEN_MINUTES, "alice", "");
        faults.begin("b", FAULT, TEN_MINUTES.multipliedBy(2), "alice", "");
        time.awaitSleepers(1);

        time.advance(TEN_MINUTES.minusNanos(1));
        assertThat(faults.of("a", time.nanos())).isNotNull();
        time.advance(Duration.ofNanos(1));

        assertThat(faults.of("a", time.nanos())).isNull();
        assertThat(faults.all()).extracting(Drill::route).containsExactly("b");
        time.advance(TEN_MINUTES);
        assertThat(faults.of("b", time.nanos())).isNull();
        assertThat(faults.all()).isEmpty();
        assertThat(faults.end("b", "bob")).as("what is over is not ended again").isFalse();
    }

    @Test
    void anotherDrillTakesThePlaceOfTheFirst() {
        faults.begin("shop", FAULT, TEN_MINUTES, "alice", "");
        var second = faults.begin("shop", FAULT, Duration.ofMinutes(1), "bob", "");

        assertThat(faults.all()).containsExactly(second);
    }

    @Test
    void aDrillIsEndedBeforeItsTime() {
        faults.begin("shop", FAULT, TEN_MINUTES, "alice", "");

        assertThat(faults.end("shop", "bob")).isTrue();

        assertThat(faults.of("shop", time.nanos())).isNull();
        assertThat(faults.end("shop", "bob")).isFalse();
    }

    @Test
    void noDrillIsWithoutAnEndOrTooLong() {
        assertThatThrownBy(() -> faults.begin("shop", FAULT, Duration.ZERO, "alice", ""))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("for: nothing (expected: more than 0, at most PT1H");
        assertThatThrownBy(() -> faults.begin("shop", FAULT, Duration.ofMinutes(61), "alice", ""))
                .hasMessageContaining("for: PT1H1M");
        assertThat(faults.all()).isEmpty();
    }
}
