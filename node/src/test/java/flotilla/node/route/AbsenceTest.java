package flotilla.node.route;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Endpoint.Condition;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.Ejections.Decision;
import flotilla.node.cluster.FleetHealth;
import flotilla.node.cluster.FleetVerdict;
import flotilla.node.cluster.FleetVerdict.State;
import flotilla.node.health.Verdict;
import flotilla.node.route.Absence.Why;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AbsenceTest {

    private static final Verdict UP = new Verdict(true, "200");
    private static final Verdict REFUSED = new Verdict(false, true, "traffic: refused");
    private static final Verdict SICK = new Verdict(false, "http check: 503");

    private static LiveEndpoint endpoint(Condition condition, int weight) {
        return new LiveEndpoint(
                "app", Endpoint.of("10.0.0.1", 80).withCondition(condition).withWeight(weight));
    }

    private final LiveEndpoint serving = endpoint(Condition.SERVING, 1);

    private FleetHealth fleet(State state, Decision decision) {
        var verdict = new FleetVerdict(state, List.of("a", "b"), "tcp check: refused");
        return new FleetHealth(
                Set.of("a", "b"), false, Map.of(serving.key(), verdict), Map.of("app", decision), Map.of());
    }

    private static Why why(LiveEndpoint endpoint) {
        return Absence.of(endpoint, UP, FleetHealth.NONE).why();
    }

    @Test
    void namesWhatTheSourceSays() {
        assertThat(why(endpoint(Condition.DRAINING, 0))).isEqualTo(Why.DRAINING);
        assertThat(why(endpoint(Condition.SERVING, 0))).isEqualTo(Why.WEIGHT_0);
        assertThat(why(endpoint(Condition.FAILING, 1))).isEqualTo(Why.FAILING);
    }

    @Test
    void namesWhatThisNodeFound() {
        assertThat(Absence.of(serving, REFUSED, FleetHealth.NONE))
                .isEqualTo(new Absence(Why.DOWN_BY_TRAFFIC, List.of(), "traffic: refused"));
        assertThat(Absence.of(serving, SICK, FleetHealth.NONE))
                .isEqualTo(new Absence(Why.DOWN_BY_CHECKS, List.of(), "http check: 503"));
    }

    @Test
    void namesWhatTheFleetFoundAndWhoDid() {
        var nobody = new Decision(Set.of(), Set.of(), false);
        var ejected = new Decision(Set.of(serving.key()), Set.of(), false);

        assertThat(Absence.of(serving, UP, fleet(State.DOWN, nobody)))
                .isEqualTo(new Absence(Why.DOWN, List.of("a", "b"), "tcp check: refused"));
        assertThat(Absence.of(serving, UP, fleet(State.UP, ejected)).why()).isEqualTo(Why.EJECTED);
    }

    @Test
    void whoMayBeChosenAgainIsReturning() {
        assertThat(why(serving)).isEqualTo(Why.RETURNING);
        assertThat(Absence.of(serving, SICK, fleet(State.UP, new Decision(Set.of(), Set.of(), false)))
                        .why())
                .as("one of two probers, overruled")
                .isEqualTo(Why.RETURNING);
    }
}
