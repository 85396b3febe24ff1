package flotilla.node.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every cluster holds that has room for more than one; an implementation says how to make a member. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ClusterContract {

    private static final List<String> NODES = List.of("a", "b", "c");

    /** How long a member that leaves may be missed at the others. */
    private static final Duration LEAVING = Duration.ofMillis(1_500);

    /** Members of one cluster, of which a, b and c join; the network between them is the implementation's. */
    public interface Network extends AutoCloseable {

        /** A member that has not joined yet; a node of a name used before comes back in the same place. */
        Cluster member(String node);

        @Override
        void close();
    }

    private Network network;
    private final Map<String, Witness> members = new LinkedHashMap<>();

    protected abstract Network network() throws Exception;

    @BeforeAll
    void join() throws Exception {
        network = network();
        for (var node : NODES) {
            members.put(node, Witness.join(network.member(node)));
        }
        for (var node : NODES) {
            member(node).awaitMembers(others(node));
        }
    }

    /** Each test awaits all that it has sent, at everybody; so the next one begins with nothing. */
    @BeforeEach
    void forget() {
        members.values().forEach(witness -> witness.received().clear());
    }

    @AfterAll
    void closeAll() {
        members.values().forEach(witness -> witness.cluster().close());
        network.close();
    }

    private Witness member(String node) {
        return requireNonNull(members.get(node));
    }

    private static String[] others(String node) {
        return NODES.stream().filter(other -> !other.equals(node)).toArray(String[]::new);
    }

    @Test
    void anybodyMayAskAndPublishBeforeItJoinsAndAfterItCloses() {
        var early = network.member("early");

        early.publish(new byte[] {1});
        assertThat(early.members()).isEmpty();
        assertThat(early.state()).isNotBlank();
        early.close();
        early.close();
        early.publish(new byte[] {1});
        assertThat(early.members()).isEmpty();
    }

    @Test
    void membersSeeEachOtherByTheirNodesAndHearEachOtherButNotThemselves() throws Exception {
        var a = member("a");
        assertThat(a.joined()).extracting(Member::node).contains("b", "c").doesNotContain("a");

        var message = new byte[5_000];
        new Random(7).nextBytes(message);
        a.cluster().publish(message.clone());

        for (var node : others("a")) {
            var other = member(node);
            other.await("the message", () -> other.received().size() == 1);
            assertThat(other.received().getFirst()).isEqualTo(message);
        }
        member("b").cluster().publish(new byte[] {1});
        a.await("an answer", () -> a.received().size() == 1);
        assertThat(a.received().getFirst()).containsExactly(1);
        var c = member("c");
        c.await("it as well", () -> c.received().size() == 2);
    }

    @Test
    void carriesTheLargestMessageAndRefusesALargerOne() throws Exception {
        var a = member("a");
        var largest = new byte[Cluster.MAX_MESSAGE];
        new Random(8).nextBytes(largest);

        assertThatThrownBy(() -> a.cluster().publish(new byte[Cluster.MAX_MESSAGE + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1048577");
        a.cluster().publish(largest.clone());
        a.cluster().publish(new byte[0]);

        for (var node : others("a")) {
            var other = member(node);
            other.await("both", () -> other.received().size() == 2);
            assertThat(other.received().getFirst()).isEqualTo(largest);
            assertThat(other.received().getLast()).isEmpty();
        }
    }

    @Test
    void messagesOfAllAtOnceArriveWholeAndOnce() throws Exception {
        var all = List.copyOf(members.values());
        var senders = new ArrayList<Thread>();
        for (var sender : all) {
            senders.add(Thread.startVirtualThread(() ->
                    IntStream.range(0, 200).forEach(i -> sender.cluster().publish(numbered(all.indexOf(sender), i)))));
        }
        for (var thread : senders) {
            thread.join();
        }

        for (var witness : all) {
            witness.await("all of both others", () -> witness.received().size() == 400);
            assertThat(witness.received().stream().map(Arrays::hashCode).distinct())
                    .hasSize(400);
            assertThat(witness.received()).allMatch(bytes -> bytes.length == 500 && bytes[499] == bytes[0]);
            assertThat(witness.calledByTwoAtOnce()).isFalse();
        }
    }

    private static byte[] numbered(int sender, int number) {
        var bytes = new byte[500];
        Arrays.fill(bytes, (byte) sender);
        bytes[1] = (byte) number;
        bytes[2] = (byte) (number >> 8);
        return bytes;
    }

    @Test
    void whoeverLeavesIsMissedAtOnceHearsNothingAndComesBackAsALaterLifeThatHearsAtOnce() throws Exception {
        var a = member("a");
        var c = member("c");
        var before = epoch(a, "c");

        c.cluster().close();
        long end = System.nanoTime();

        a.await("its leave", () -> a.left().contains(new Member("c", before)));
        assertThat(Duration.ofNanos(System.nanoTime() - end)).isLessThan(LEAVING);
        a.awaitMembers("b");
        assertThat(c.cluster().members()).isEmpty();
        a.cluster().publish(new byte[] {9});
        a.onJoined(member -> a.cluster().publish(new byte[] {42}));
        var again = Witness.join(network.member("c"));
        members.put("c", again);
        again.awaitMembers("a", "b");
        member("b").awaitMembers("a", "c");
        again.await("what was sent the moment it had joined", () -> heard(again, 42));
        var b = member("b");
        b.await("it as well", () -> heard(b, 42));
        assertThat(epoch(a, "c")).isGreaterThan(before);
        assertThat(heard(again, 9)).isFalse();
        assertThat(c.received()).isEmpty();
    }

    private static boolean heard(Witness witness, int word) {
        return witness.received().stream().anyMatch(bytes -> Arrays.equals(bytes, new byte[] {(byte) word}));
    }

    private static long epoch(Witness seenBy, String node) {
        return seenBy.cluster().members().stream()
                .filter(member -> member.node().equals(node))
                .findFirst()
                .orElseThrow()
                .epoch();
    }
}
