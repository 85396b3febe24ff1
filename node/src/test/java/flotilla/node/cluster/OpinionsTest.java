package flotilla.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.cluster.FleetVerdict.State;
import flotilla.node.cluster.Message.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpinionsTest {

    private static final long KEY = 42;
    private static final long MILLI = 1_000_000;
    private static final Duration LIFE = Duration.ofSeconds(3);

    private final Opinions opinions = new Opinions(new Member("self", 1));
    private long sequence;

    @Test
    void twoThatAgreeTakeItDownForAll() {
        live("self", "a", "b");
        says("a", false, 0);
        assertThat(state(0)).isEqualTo(State.DOUBTED);

        says("b", false, 0);

        assertThat(opinions.verdict(KEY, 0))
                .isEqualTo(new FleetVerdict(State.DOWN, List.of("a", "b"), "seen by b".replace('b', first("a", "b"))));
    }

    @Test
    void oneAgainstAnotherIsADoubt() {
        live("self", "a", "b");
        says("a", false, 0);
        says("b", true, 0);

        assertThat(state(0)).isEqualTo(State.DOUBTED);
    }

    @Test
    void aloneItsOwnWordIsEnough() {
        live("self");
        opinions.own(KEY, false, 0, LIFE, "refused", 0);
        opinions.refresh(Set.of("self"), 0);

        assertThat(state(0)).isEqualTo(State.DOWN);
    }

    @Test
    void oneOtherAndItsOwnWordAreEnoughWhoeverElseChecks() {
        live("self", "a", "b", "c");
        says("a", true, 0);
        says("b", false, 0);
        says("c", false, 0);
        says(lowest("a", "b", "c"), true, 0);
        opinions.own(KEY, false, 0, LIFE, "refused", 0);

        assertThat(state(0)).isEqualTo(State.DOWN);
    }

    @Test
    void holdsThreeIntervalsAndThenIsUnknown() {
        live("self", "a");
        says("a", true, 0);

        assertThat(state(2_999)).isEqualTo(State.UP);
        assertThat(state(3_000)).isEqualTo(State.UNKNOWN);
    }

    @Test
    void whatTheDeadFoundHoldsUntilTheLivingHaveLooked() {
        live("self", "a", "b");
        says("a", false, 0);
        says("b", false, 0);
        live("self", "c");
        assertThat(state(100)).isEqualTo(State.DOWN);
        assertThat(opinions.inherited(KEY, 100)).hasValueSatisfying(opinion -> {
            assertThat(opinion.up()).isFalse();
            assertThat(opinion.against()).isEqualTo(1);
        });

        opinions.own(KEY, true, 0, LIFE, "200", 200 * MILLI);
        says("c", true, 200);

        assertThat(state(300)).isEqualTo(State.UP);
    }

    @Test
    void distrustsItselfWhenOthersFindWellWhatItFindsDown() {
        live("self", "a", "b");
        for (long key = 1; key <= 3; key++) {
            opinions.own(key, false, 0, LIFE, "unreachable", 0);
            take("a", false, new Opinion(key, key != 3, 0, 0, 3_000, ""));
        }
        live("self", "a", "b");

        assertThat(opinions.distrustsItself()).isTrue();
        assertThat(opinions.toTell(0)).isEmpty();
        assertThat(opinions.verdict(1, 0).state()).isEqualTo(State.UP);
        assertThat(opinions.verdict(3, 0).state()).isEqualTo(State.DOUBTED);

        opinions.own(2, true, 0, LIFE, "200", 0);
        live("self", "a", "b");
        assertThat(opinions.distrustsItself()).isFalse();
        assertThat(opinions.toTell(0)).hasSize(3);
    }

    @Test
    void trustsItselfWhenOthersConfirmOrNobodySays() {
        live("self", "a");
        opinions.own(1, false, 0, LIFE, "unreachable", 0);
        opinions.own(2, false, 0, LIFE, "unreachable", 0);
        live("self", "a");
        assertThat(opinions.distrustsItself()).isFalse();

        take("a", false, new Opinion(1, false, 0, 0, 3_000, ""));
        live("self", "a");
        assertThat(opinions.distrustsItself()).isFalse();
        assertThat(opinions.verdict(1, 0).state()).isEqualTo(State.DOWN);
    }

    @Test
    void tellsHowOldAVerdictIsAndHowLongItHolds() {
        opinions.own(KEY, false, 1, LIFE, "refused", 0);
        assertThat(opinions.own(KEY, false, 2, LIFE, "refused", 1_000 * MILLI)).isFalse();

        assertThat(opinions.toTell(1_500 * MILLI)).containsExactly(new Opinion(KEY, false, 2, 1_500, 3_000, "refused"));
        assertThat(opinions.own(KEY, true, 0, LIFE, "200", 2_000 * MILLI)).isTrue();
        assertThat(opinions.toTell(2_000 * MILLI)).containsExactly(new Opinion(KEY, true, 0, 0, 3_000, "200"));
    }

    @Test
    void livesForThreeIntervalsAndLongEnoughToBeTakenOver() {
        assertThat(Opinions.life(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(15));
        assertThat(Opinions.life(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aWholeTableTakesBackWhatItDoesNotSay() {
        live("self", "a");
        says("a", false, 0);

        take("a", true);

        assertThat(state(0)).isEqualTo(State.UNKNOWN);
    }

    /** Events and tables of two nodes, in any order and some of them twice: once all have come, all know the same. */
    @Test
    void comesToTheSameInWhateverOrderItIsTold() {
        long seed = System.nanoTime();
        System.out.println("OpinionsTest seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            var messages = new ArrayList<Verdicts>();
            for (int i = 1; i <= 20; i++) {
                var said = new ArrayList<Opinion>();
                for (long key = 1; key <= 5; key++) {
                    if (random.nextBoolean()) {
                        said.add(new Opinion(key, random.nextBoolean(), 0, 0, 10_000, ""));
                    }
                }
                var node = i % 2 == 0 ? "a" : "b";
                messages.add(new Verdicts(
                        new Origin(new Member(node, 1), i, 0), random.nextBoolean() || i > 18, said, List.of()));
            }
            var inOrder = verdicts(messages);
            messages.addAll(List.copyOf(messages.subList(0, 10)));
            Collections.shuffle(messages, random);
            messages.add(messages.stream()
                    .filter(m -> m.origin().sequence() == 19)
                    .findFirst()
                    .orElseThrow());
            messages.add(messages.stream()
                    .filter(m -> m.origin().sequence() == 20)
                    .findFirst()
                    .orElseThrow());

            assertThat(verdicts(messages)).as("seed %d", seed).isEqualTo(inOrder);
        }
    }

    private static List<FleetVerdict> verdicts(List<Verdicts> messages) {
        var fresh = new Opinions(new Member("self", 1));
        messages.forEach(message -> fresh.take(message, 0));
        fresh.refresh(Set.of("self", "a", "b"), 0);
        var verdicts = new ArrayList<FleetVerdict>();
        for (long key = 1; key <= 5; key++) {
            verdicts.add(fresh.verdict(key, 0));
        }
        return verdicts;
    }

    private void live(String... nodes) {
        opinions.refresh(new TreeSet<>(List.of(nodes)), 0);
    }

    private void says(String node, boolean up, long millis) {
        var origin = new Origin(new Member(node, 1), ++sequence, 0);
        var opinion = new Opinion(KEY, up, 1, 0, LIFE.toMillis(), "seen by " + node);
        opinions.take(new Verdicts(origin, false, List.of(opinion), List.of()), millis * MILLI);
    }

    private void take(String node, boolean whole, Opinion... said) {
        var origin = new Origin(new Member(node, 1), ++sequence, 0);
        opinions.take(new Verdicts(origin, whole, List.of(said), List.of()), 0);
    }

    private State state(long millis) {
        return opinions.verdict(KEY, millis * MILLI).state();
    }

    private static char first(String... nodes) {
        return Probers.of(KEY, List.of(nodes)).getFirst().charAt(0);
    }

    private static String lowest(String... nodes) {
        return Probers.ranked(KEY, List.of(nodes)).getLast();
    }
}
