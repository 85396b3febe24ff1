package flotilla.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.Time;
import flotilla.node.TestNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What stands on the boards of nodes that hear each other. */
class BoardTest {

    private final Hub hub = new Hub();
    private final List<Fleet> fleets = new ArrayList<>();

    private static final class Slate implements Board {

        private final List<String> read = new CopyOnWriteArrayList<>();
        private volatile Posting posting;

        Slate(String text) {
            posting = of(text);
        }

        static Posting of(String text) {
            return new Posting("here", 1, text.hashCode(), text);
        }

        @Override
        public Posting posting() {
            return posting;
        }

        @Override
        public void read(Member from, Posting heard) {
            read.add(from.node() + ":" + (heard.isHead() ? heard.digest() : heard.text()));
        }
    }

    @AfterEach
    void close() {
        fleets.forEach(Fleet::close);
    }

    private Fleet start(Member member) {
        var place = new Membership(member, hub.place(member), FleetPolicy.DEFAULT);
        return Fleet.start(place, List::of, List::of, () -> {}, Time.system(), 1);
    }

    private Fleet start(String node, Board board) {
        var member = new Member(node, 1);
        var fleet = start(member);
        fleets.add(fleet);
        fleet.keep(board);
        return fleet;
    }

    @Test
    void isToldWholeToThoseWhoComeAndWheneverItIsPosted() {
        var ofA = new Slate("one");
        var ofB = new Slate("two");
        var a = start("a", ofA);
        start("b", ofB);

        TestNode.await(() -> ofB.read.contains("a:one") && ofA.read.contains("b:two"));
        ofA.posting = Slate.of("three");
        a.post();

        TestNode.await(() -> ofB.read.contains("a:three"));
    }

    @Test
    void isToldOfByItsDigestFromTimeToTime() {
        var ofB = new Slate("two");
        start("a", new Slate("one"));
        start("b", ofB);

        TestNode.await(() -> ofB.read.contains("a:" + "one".hashCode()));
    }

    @Test
    void aNodeWithoutOneIsNotDisturbed() {
        var ofA = new Slate("one");
        start("a", ofA);
        var member = new Member("b", 1);
        var b = start(member);
        fleets.add(b);

        TestNode.await(() -> b.peers().size() == 1);
        assertThat(ofA.read).isEmpty();
    }

    @Test
    void aTextThatNoMessageCouldHoldIsRefused() {
        assertThatThrownBy(() -> new Posting("here", 0, 1, "\u00e4".repeat(Posting.MAX_TEXT)))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("text: 1800000 bytes (expected: at most 900000)");
    }
}
