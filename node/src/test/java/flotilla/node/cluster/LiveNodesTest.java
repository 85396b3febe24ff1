package flotilla.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.cluster.Message.Origin;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LiveNodesTest {

    private final LiveNodes nodes = new LiveNodes(new Member("self", 1));

    @Test
    void takesANewcomerAfterASecondAndLetsGoWhoIsSilent() {
        assertThat(at(0, 0)).containsExactly("self");
        assertThat(at(900, 900)).containsExactly("self");
        assertThat(at(1_000, 950)).containsExactly("a", "self");
        assertThat(at(2_400, 950)).containsExactly("a", "self");
        assertThat(at(2_450, 950)).containsExactly("self");
    }

    @Test
    void beginsAnewWithWhoCameBack() {
        at(0, 0);
        at(1_000, 1_000);
        assertThat(at(3_000, 1_000)).containsExactly("self");

        assertThat(at(3_100, 3_100)).containsExactly("self");
        assertThat(at(4_100, 4_100)).containsExactly("a", "self");
    }

    @Test
    void isThereItselfWhenNobodyElseIs() {
        assertThat(nodes.at(0, List.of(), Set.of())).containsExactly("self");
    }

    private Iterable<String> at(long nowMillis, long sentMillis) {
        var report = new NodeReport(new Origin(new Member("a", 1), 1, 0), List.of(), List.of(), List.of());
        return nodes.at(nowMillis * 1_000_000, List.of(new Peer(report, sentMillis * 1_000_000)), Set.of());
    }
}
