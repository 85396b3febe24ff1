package flotilla.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Endpoint.Condition;
import flotilla.discovery.ManualTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlapDampingTest {

    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final Endpoint UP = Endpoint.of("10.0.0.1", 80);
    private static final Endpoint DOWN = UP.withCondition(Condition.FAILING);
    private static final Endpoint STEADY = Endpoint.of("10.0.0.2", 80);

    private final ManualTime time = new ManualTime();
    private final FlapDamping damping = new FlapDamping(time);

    private FlapDamping.Damped after(Duration pause, Endpoint... endpoints) {
        time.advance(pause);
        return damping.damp(List.of(endpoints), WAIT);
    }

    /** Goes down and up again twice within eight seconds: four changes. */
    private FlapDamping.Damped flap() {
        after(Duration.ofSeconds(2), DOWN, STEADY);
        after(Duration.ofSeconds(2), UP, STEADY);
        after(Duration.ofSeconds(2), DOWN, STEADY);
        return after(Duration.ofSeconds(2), UP, STEADY);
    }

    @Test
    void leavesAloneWhoGoesDownAndComesBack() {
        after(Duration.ZERO, UP, STEADY);
        after(Duration.ofSeconds(2), DOWN, STEADY);

        assertThat(after(Duration.ofSeconds(2), UP, STEADY).endpoints()).containsExactly(UP, STEADY);
    }

    @Test
    void holdsOutWhoChangesMoreThanThreeTimesInAMinuteAndOnlyThat() {
        after(Duration.ZERO, UP, STEADY);

        var held = flap();

        assertThat(held.endpoints()).containsExactly(DOWN, STEADY);
        assertThat(held.notes()).containsExactly("10.0.0.1:80 comes and goes: held out (1 times by now)");
        assertThat(held.longest()).isEqualTo(Duration.ofSeconds(10));
        assertThat(after(Duration.ofSeconds(10), UP, STEADY))
                .isEqualTo(new FlapDamping.Damped(List.of(UP, STEADY), List.of(), WAIT));
    }

    @Test
    void holdsOutLongerEachTimeUpToFiveMinutes() {
        after(Duration.ZERO, UP, STEADY);
        for (var seconds : new int[] {10, 20, 40, 80, 160, 300, 300}) {
            flap();
            assertThat(after(Duration.ofSeconds(seconds - 1), UP, STEADY).endpoints())
                    .containsExactly(DOWN, STEADY);
            assertThat(after(Duration.ofSeconds(1), UP, STEADY).endpoints()).containsExactly(UP, STEADY);
        }
    }

    @Test
    void countsAbsenceAsFailing() {
        after(Duration.ZERO, UP, STEADY);
        after(Duration.ofSeconds(2), STEADY);
        after(Duration.ofSeconds(2), UP, STEADY);
        after(Duration.ofSeconds(2), STEADY);

        assertThat(after(Duration.ofSeconds(2), UP, STEADY).endpoints()).containsExactly(DOWN, STEADY);
    }

    @Test
    void neitherCountsNorOverrulesDraining() {
        var draining = UP.withCondition(Condition.DRAINING);
        after(Duration.ZERO, UP);
        for (var turn = 0; turn < 5; turn++) {
            after(Duration.ofSeconds(1), draining);
            assertThat(after(Duration.ofSeconds(1), UP).endpoints()).containsExactly(UP);
        }
        flap();

        assertThat(after(Duration.ZERO, draining).endpoints()).containsExactly(draining);
    }

    @Test
    void forgetsChangesThatAreAMinuteOld() {
        after(Duration.ZERO, UP);
        for (var turn = 0; turn < 10; turn++) {
            after(Duration.ofSeconds(40), DOWN);
            assertThat(after(Duration.ofSeconds(40), UP).endpoints()).containsExactly(UP);
        }
    }
}
