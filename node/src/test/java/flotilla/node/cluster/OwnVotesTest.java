package flotilla.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OwnVotesTest {

    private static final long SECOND = 1_000_000_000L;

    private final OwnVotes votes = new OwnVotes();

    @Test
    void lastLongerEachTimeInARow() {
        votes.opened(1, 700, 0);
        assertThat(holds(29)).isTrue();
        assertThat(holds(30)).isFalse();

        votes.opened(1, 700, 40 * SECOND);
        assertThat(holds(99)).isTrue();
        assertThat(holds(100)).isFalse();

        votes.opened(1, 700, 170 * SECOND);
        assertThat(holds(199)).isTrue();
        assertThat(holds(200)).isFalse();
    }

    @Test
    void neverLastLongerThanFiveMinutes() {
        long now = 0;
        for (int i = 1; i <= 20; i++) {
            votes.opened(1, 500, now * SECOND);
            long length = Math.min(300, 30L * i);
            assertThat(holds(now + length - 1)).isTrue();
            assertThat(holds(now + length)).isFalse();
            now += length;
        }
    }

    @Test
    void stayAsTheyAreWhileTheyHold() {
        votes.opened(1, 700, 0);
        votes.opened(1, 100, 10 * SECOND);

        assertThat(votes.toTell(20 * SECOND)).containsExactly(new EjectionVote(1, 700, 20_000, 10_000));
        assertThat(holds(30)).isFalse();
    }

    private boolean holds(long second) {
        return !votes.toTell(second * SECOND).isEmpty();
    }
}
