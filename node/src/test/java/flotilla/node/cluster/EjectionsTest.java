package flotilla.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.cluster.Ejections.Ballot;
import flotilla.node.cluster.Ejections.Candidate;
import flotilla.node.cluster.Ejections.Decision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EjectionsTest {

    private static final Map<String, Double> EQUAL = Map.of("a", 10.0, "b", 10.0, "c", 10.0);

    @Test
    void takesTwoNodesWithThirtyPercentOfTheTraffic() {
        var pool = pool(10);

        assertThat(ejected(pool, EQUAL, vote("a", 1, 500))).isEmpty();
        assertThat(ejected(pool, EQUAL, vote("a", 1, 500), vote("a", 1, 900))).isEmpty();
        assertThat(ejected(pool, EQUAL, vote("a", 1, 500), vote("b", 1, 500))).containsExactly(1L);
        var skewed = Map.of("a", 10.0, "b", 10.0, "c", 80.0);
        assertThat(ejected(pool, skewed, vote("a", 1, 500), vote("b", 1, 500))).isEmpty();
        assertThat(ejected(pool, skewed, vote("a", 1, 500), vote("c", 1, 500))).containsExactly(1L);
    }

    @Test
    void goesByTheNodeItselfWhenItIsAlone() {
        assertThat(ejected(pool(10), Map.of("a", 0.0), vote("a", 1, 500))).containsExactly(1L);
    }

    @Test
    void countsNoVoteOfANodeThatHasGone() {
        assertThat(ejected(pool(10), EQUAL, vote("a", 1, 500), vote("gone", 1, 500)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "3, 1", "4, 1", "6, 1", "7, 2", "10, 3", "100, 30"})
    void leavesSevenTenthsIn(int size, int most) {
        var votes = new ArrayList<Ballot>();
        for (int i = 0; i < size; i++) {
            votes.add(vote("a", i, 500 + i));
            votes.add(vote("b", i, 500 + i));
        }

        var decision = Ejections.decide(pool(size), votes, EQUAL);

        assertThat(decision.ejected()).hasSize(most);
        assertThat(decision.spared()).hasSize(size - most);
        assertThat(decision.panic()).isFalse();
        decision.ejected().forEach(key -> assertThat(key).as("the worst").isGreaterThanOrEqualTo(size - most));
    }

    @Test
    void panicsWhenLessThanHalfTheWeightWouldBeLeft() {
        var votes = List.of(vote("a", 0, 500), vote("b", 0, 500));

        assertThat(Ejections.decide(down(10, 4), votes, EQUAL)).isEqualTo(new Decision(Set.of(0L), Set.of(), false));
        assertThat(Ejections.decide(down(10, 5), votes, EQUAL).panic()).isTrue();
        var heavy = List.of(new Candidate(1, 9, true), new Candidate(2, 4, false), new Candidate(3, 4, false));
        assertThat(Ejections.decide(heavy, List.of(), EQUAL).panic()).isTrue();
    }

    @Test
    void levelsThatCarryItAreNoReasonToPanic() {
        var carried =
                List.of(new Candidate(1, 1, 0, true), new Candidate(2, 1, 0, true), new Candidate(3, 1, 1, false));
        var tooFew = List.of(
                new Candidate(1, 1, 0, true),
                new Candidate(2, 1, 0, true),
                new Candidate(3, 1, 1, true),
                new Candidate(4, 1, 1, true),
                new Candidate(5, 1, 1, false));

        assertThat(Ejections.decide(carried, List.of(), Map.of()).panic()).isFalse();
        assertThat(Ejections.decide(tooFew, List.of(), Map.of()).panic()).isTrue();
    }

    @Test
    void ejectsNobodyWhoIsDownAnyway() {
        var votes = List.of(vote("a", 9, 900), vote("b", 9, 900), vote("a", 0, 500), vote("b", 0, 500));

        assertThat(Ejections.decide(down(4, 1, 9), votes, EQUAL).ejected()).containsExactly(0L);
    }

    /** What a node has heard first, or stores in which order, differs; what it decides does not. */
    @Test
    void decidesTheSameInWhateverOrder() {
        long seed = System.nanoTime();
        System.out.println("EjectionsTest seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            int size = random.nextInt(1, 30);
            var pool = new ArrayList<Candidate>();
            for (int i = 0; i < size; i++) {
                pool.add(new Candidate(i, random.nextInt(1, 5), random.nextInt(5) == 0));
            }
            var traffic = new LinkedHashMap<String, Double>();
            IntStream.range(0, random.nextInt(1, 8)).forEach(i -> traffic.put("n" + i, random.nextDouble()));
            var votes = new ArrayList<Ballot>();
            for (int i = random.nextInt(60); i > 0; i--) {
                votes.add(vote("n" + random.nextInt(8), random.nextInt(size), random.nextInt(3) * 500));
            }
            var decision = Ejections.decide(pool, votes, traffic);

            Collections.shuffle(pool, random);
            Collections.shuffle(votes, random);
            var names = new ArrayList<>(traffic.keySet());
            Collections.shuffle(names, random);
            var shuffled = new LinkedHashMap<String, Double>();
            names.forEach(name -> shuffled.put(name, traffic.getOrDefault(name, 0.0)));
            assertThat(Ejections.decide(pool, votes, shuffled))
                    .as("seed %d", seed)
                    .isEqualTo(decision);
            assertThat(decision.ejected().size()).isLessThanOrEqualTo(Math.max(size >= 3 ? 1 : 0, size * 3 / 10));
        }
    }

    private static Set<Long> ejected(List<Candidate> pool, Map<String, Double> traffic, Ballot... votes) {
        return Ejections.decide(pool, List.of(votes), traffic).ejected();
    }

    private static Ballot vote(String node, long key, int score) {
        return new Ballot(node, new EjectionVote(key, Math.min(1000, score), 0, 30_000));
    }

    private static List<Candidate> pool(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> new Candidate(i, 1, false))
                .toList();
    }

    private static List<Candidate> down(int size, int down) {
        return IntStream.range(0, size)
                .mapToObj(i -> new Candidate(i, 1, i >= size - down))
                .toList();
    }

    private static List<Candidate> down(int size, int down, long key) {
        var pool = new ArrayList<>(down(size, 0));
        IntStream.range(0, down).forEach(i -> pool.add(new Candidate(key, 1, true)));
        return pool;
    }
}
