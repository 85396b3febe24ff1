package flotilla.node.route;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.Ejections.Decision;
import flotilla.node.cluster.FleetHealth;
import flotilla.node.cluster.FleetVerdict;
import flotilla.node.cluster.FleetVerdict.State;
import flotilla.node.health.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingTest {

    private final LiveEndpoint endpoint = new LiveEndpoint("app", Endpoint.of("10.0.0.1", 80));

    private FleetHealth fleet(State state, boolean distrusted, Map<String, Decision> ejections) {
        var verdict = new FleetVerdict(state, List.of("a"), "");
        return new FleetHealth(Set.of("a", "b"), distrusted, Map.of(endpoint.key(), verdict), ejections, Map.of());
    }

    private static @Nullable Verdict own(String word) {
        return switch (word) {
            case "up" -> null;
            case "checks" -> new Verdict(false, "http check: 503");
            default -> new Verdict(false, true, "traffic: refused");
        };
    }

    @ParameterizedTest
    @CsvSource({
        // the fleet, whether this node distrusts itself, what put it out here, whether it may be chosen
        "UP,      false, up,      true",
        "UP,      false, checks,  true",
        "UP,      false, traffic, false",
        "DOUBTED, false, up,      true",
        "DOUBTED, false, checks,  true",
        "DOUBTED, false, traffic, false",
        "DOWN,    false, up,      false",
        "DOWN,    true,  up,      false",
        "UNKNOWN, false, up,      true",
        "UNKNOWN, false, checks,  false",
        "UNKNOWN, false, traffic, false",
        "UNKNOWN, true,  checks,  true",
        "UNKNOWN, true,  traffic, false",
    })
    void followsTheFleetBeforeOwnChecksAndOwnTrafficBeforeTheFleet(
            State state, boolean distrusted, String own, boolean expected) {
        assertThat(Standing.isUp(endpoint, own(own), fleet(state, distrusted, Map.of())))
                .isEqualTo(expected);
    }

    @Test
    void isOutWhenTheFleetEjectsIt() {
        var decision = new Decision(Set.of(endpoint.key()), Set.of(), false);

        assertThat(Standing.isUp(endpoint, null, fleet(State.UP, false, Map.of("app", decision))))
                .isFalse();
        assertThat(Standing.isUp(endpoint, null, fleet(State.UP, false, Map.of("other", decision))))
                .isTrue();
    }

    @Test
    void isItsOwnWithoutAFleet() {
        assertThat(Standing.isUp(endpoint, own("checks"), FleetHealth.NONE)).isFalse();
        assertThat(Standing.isUp(endpoint, own("up"), FleetHealth.NONE)).isTrue();
    }
}
