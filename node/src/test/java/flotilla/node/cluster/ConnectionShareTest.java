package flotilla.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.cluster.ConnectionShare.Load;
import org.junit.jupiter.api.Test;

class ConnectionShareTest {

    private static final Load NOTHING = new Load(0, 0);

    private final ConnectionShare share = new ConnectionShare();

    @Test
    void isTheWholeForANodeThatIsAlone() {
        for (int max : new int[] {1, 7, 1023, 1024, 65_535}) {
            assertThat(new ConnectionShare().next(max, new Load(5, 5), NOTHING, 1, 1))
                    .isEqualTo(max);
        }
    }

    @Test
    void isSplitEvenlyWhileNobodyNeedsIt() {
        assertThat(share.next(10, NOTHING, NOTHING, 3, 3)).isEqualTo(3);
    }

    @Test
    void isNeverLessThanOne() {
        assertThat(settled(10, NOTHING, new Load(500, 10), 3, 3)).isOne();
        assertThat(settled(1, NOTHING, NOTHING, 50, 50)).isOne();
    }

    @Test
    void followsTheDemandAndNotTheConnectionsThatAreOpen() {
        assertThat(settled(10, new Load(20, 5), new Load(0, 0), 2, 2)).isBetween(9, 10);
        assertThat(settled(10, new Load(0, 9), new Load(20, 1), 2, 2)).isOne();
    }

    @Test
    void opensNoMoreThanThereIsRoomFor() {
        assertThat(settled(10, new Load(20, 2), new Load(20, 8), 2, 2))
                .as("the others have not let go of what is above their share")
                .isEqualTo(2);
        assertThat(settled(10, new Load(20, 2), new Load(20, 6), 2, 2))
                .as("half of the room of two")
                .isEqualTo(3);
    }

    @Test
    void givesUpAtOnceAndGainsLate() {
        assertThat(settled(10, new Load(5, 5), NOTHING, 1, 1)).isEqualTo(10);
        assertThat(share.next(10, new Load(5, 5), new Load(5, 5), 2, 2)).isLessThanOrEqualTo(6);
        assertThat(share.next(10, new Load(5, 5), NOTHING, 1, 1)).isLessThanOrEqualTo(6);
        assertThat(share.next(10, new Load(5, 5), NOTHING, 1, 1)).isLessThanOrEqualTo(6);
        assertThat(share.next(10, new Load(5, 5), NOTHING, 1, 1)).isBetween(9, 10);
    }

    @Test
    void takesNoMoreThanItsSideOfASplitIsOfTheFleet() {
        assertThat(settled(12, new Load(50, 4), NOTHING, 1, 3)).isEqualTo(4);
        assertThat(settled(12, new Load(50, 0), NOTHING, 2, 3)).isBetween(7, 8);
    }

    private int settled(int max, Load own, Load peers, double seen, double expected) {
        for (int tick = 0; tick < 50; tick++) {
            share.next(max, own, peers, seen, expected);
        }
        return share.next(max, own, peers, seen, expected);
    }
}
