package flotilla.ops.scale;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.cluster.Reading;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdvisersTest {

    private static final Set<String> ALL = Set.of("a", "b", "c");

    @Test
    void everyNodeNamesTheSameOne() {
        for (int i = 0; i < 50; i++) {
            var named = new HashSet<String>();
            for (var self : ALL) {
                named.add(Advisers.of("shop" + i, self, Advisers.NEW, ALL, others("shop" + i, self, Map.of())));
            }
            assertThat(named).hasSize(1);
        }
    }

    @Test
    void upstreamsAreSpreadOverTheNodes() {
        var named = new HashMap<String, Integer>();
        for (int i = 0; i < 300; i++) {
            named.merge(
                    Advisers.of("shop" + i, "a", Advisers.NEW, ALL, others("shop" + i, "a", Map.of())),
                    1,
                    Integer::sum);
        }

        // Binomial, n = 300, p = 1/3: a standard deviation of 8.2.
        assertThat(named.values()).hasSize(3).allMatch(count -> count > 60);
    }

    @Test
    void whoKnowsASeasonComesBeforeThoseWhoDoNot() {
        for (int i = 0; i < 50; i++) {
            var heard = others("shop" + i, "a", Map.of("c", Advisers.SEASONED));

            assertThat(Advisers.of("shop" + i, "a", Advisers.NEW, ALL, heard)).isEqualTo("c");
        }
    }

    @Test
    void whoIsNotThereOrCannotAdviseIsNotNamed() {
        for (int i = 0; i < 50; i++) {
            var heard = others("shop" + i, "a", Map.of());

            assertThat(Advisers.of("shop" + i, "a", Advisers.NEW, Set.of("a", "c"), heard))
                    .isNotEqualTo("b");
            assertThat(Advisers.of("another" + i, "a", Advisers.NEW, ALL, heard))
                    .isEqualTo("a");
        }
    }

    @Test
    void aNodeAloneAdvises() {
        assertThat(Advisers.of("shop", "a", Advisers.NEW, Set.of(), Map.of())).isEqualTo("a");
    }

    private static Map<String, Map<Long, Reading>> others(String upstream, String self, Map<String, Long> learnt) {
        var heard = new HashMap<String, Map<Long, Reading>>();
        long key = Keys.learnt(upstream);
        for (var node : List.of("a", "b", "c")) {
            if (!node.equals(self)) {
                heard.put(node, Map.of(key, new Reading(key, learnt.getOrDefault(node, Advisers.NEW), 0, "")));
            }
        }
        return heard;
    }
}
