package flotilla.ops.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.node.cluster.Hub;
import flotilla.ops.Await;
import flotilla.ops.settings.RefusedChange.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is set for one node alone, beside what is set for its fleet. */
class NodeSettingsTest {

    private static final String AUTHORITY = "10.0.0.1:80";
    private static final Key WEIGHT = Key.of("shop", AUTHORITY, Setting.WEIGHT);
    private static final Key DRAIN = Key.of("shop", AUTHORITY, Setting.DRAIN);
    private static final Key ALGORITHM = Key.of("shop", Setting.ALGORITHM);

    @TempDir
    Path directory;

    private final Hub hub = new Hub();
    private final List<SettledNode> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        nodes.forEach(SettledNode::close);
    }

    private SettledNode alone(String name) {
        var node = new SettledNode(
                name,
                new FileStore(Optional.of(directory.resolve(name + ".json"))),
                new FileStore(Optional.of(directory.resolve(name + "-own.json"))));
        nodes.add(node);
        return node;
    }

    private SettledNode node(String name) {
        return alone(name).join(hub);
    }

    private static int weight(SettledNode node) {
        var endpoint = node.inForce().of("shop").endpoints().get(AUTHORITY);
        return endpoint == null ? -1 : endpoint.weight().orElse(-1);
    }

    private static boolean drained(SettledNode node) {
        var endpoint = node.inForce().of("shop").endpoints().get(AUTHORITY);
        return endpoint != null && endpoint.drained();
    }

    @Test
    void aNodesOwnCountsThereBeforeTheFleetsUntilItIsTakenBack() throws Exception {
        var n1 = node("n1");
        var n2 = node("n2");
        n1.set(WEIGHT, "5");
        Await.until(() -> weight(n1) == 5 && weight(n2) == 5);

        n1.set(Scope.NODE, WEIGHT, "1");
        assertThat(weight(n1)).isEqualTo(1);
        assertThat(n1.all().inPlaceOf(Scope.FLEET, WEIGHT)).isEqualTo("this node has 1 of its own");
        n2.set(WEIGHT, "7");
        n2.set(DRAIN, "true");

        Await.until(() -> n1.value(WEIGHT).equals("7") && drained(n1));
        assertThat(weight(n1)).isEqualTo(1);
        assertThat(weight(n2)).isEqualTo(7);
        n1.set(Scope.NODE, WEIGHT, "");
        assertThat(weight(n1)).isEqualTo(7);
        assertThat(n1.all().inPlaceOf(Scope.FLEET, WEIGHT)).isEmpty();
    }

    @Test
    void aNodesOwnIsThereAfterARestartWithWhoAndWhy() throws Exception {
        node("n1").set(Scope.NODE, WEIGHT, "1");
        nodes.forEach(SettledNode::close);
        nodes.clear();

        try (var log = new Lines()) {
            var again = alone("n1");

            assertThat(weight(again)).isEqualTo(1);
            var signed = again.all().kept(Scope.NODE).document().signed(WEIGHT);
            assertThat(signed.by()).isEqualTo("alice");
            assertThat(signed.why()).isEqualTo("a test");
            assertThat(log.all())
                    .anyMatch(line -> line.startsWith("INFO settings of this node alone: 1 from the file ")
                            && line.endsWith(" count before those of the fleet"));
        }
    }

    @Test
    void aChangeIsOneLineThatSaysItIsOfThisNodeAlone() throws Exception {
        var n1 = alone("n1");
        try (var log = new Lines()) {
            n1.set(Scope.NODE, WEIGHT, "1");

            assertThat(log.all())
                    .filteredOn(line -> line.contains("of this node alone"))
                    .containsExactly(
                            "INFO settings of this node alone: shop 10.0.0.1:80 weight: as configured -> 1 by alice"
                                    + " at n1 because: a test");
        }
    }

    @Test
    void whoHasNotSeenWhatIsSetInEitherScopeIsToldToLookAgain() throws Exception {
        var n1 = node("n1");
        var nothing = n1.all().version();
        n1.set(Scope.NODE, WEIGHT, "1");
        var own = n1.all().version();
        n1.set(WEIGHT, "5");
        var both = n1.all().version();
        assertThat(List.of(nothing, own, both)).doesNotHaveDuplicates();

        for (var scope : Scope.values()) {
            for (var seen : List.of(nothing, own)) {
                assertThatThrownBy(() -> n1.all().change(scope, wish(seen, "9")))
                        .isInstanceOfSatisfying(
                                RefusedChange.class, e -> assertThat(e.reason()).isEqualTo(Reason.CHANGED_MEANWHILE));
            }
        }
        assertThat(n1.all().version()).isEqualTo(both);
        n1.all().change(Scope.FLEET, wish(both, "6"));
        n1.all().change(Scope.NODE, wish(n1.all().version(), "2"));
        assertThat(n1.value(WEIGHT)).isEqualTo("6");
        assertThat(weight(n1)).isEqualTo(2);
    }

    private static Wish wish(String seen, String weight) {
        return new Wish(Optional.of(seen), "bob", "", Map.of(WEIGHT, weight));
    }

    @Test
    void aFileOfItsOwnThatCannotBeReadIsNamedAndPutAside() throws Exception {
        Files.writeString(directory.resolve("n1-own.json"), "nonsense");

        var n1 = alone("n1");

        assertThat(n1.all().kept(Scope.NODE).trouble()).contains("n1-own.json", "it is n1-own.json.unusable now");
        n1.set(Scope.NODE, WEIGHT, "1");
        assertThat(n1.all().kept(Scope.NODE).trouble()).isEmpty();
    }

    @Test
    void whatThisNodeHasOfItsOwnIsNotTriedThere() throws Exception {
        var n1 = alone("n1");
        n1.set(Scope.NODE, ALGORITHM, "random");

        assertThatThrownBy(() ->
                        n1.all().checkTrial(new Wish(Optional.empty(), "bob", "", Map.of(ALGORITHM, "round_robin"))))
                .hasMessageStartingWith("changes: shop algorithm (expected: what this node has nothing of its own for");
    }

    @Test
    void whatIsTriedCountsBeforeBoth() throws Exception {
        var n1 = node("n1");
        n1.set(WEIGHT, "5");

        n1.all().tryOut(Map.of(WEIGHT, "3"));
        assertThat(weight(n1)).isEqualTo(3);
        n1.set(Scope.NODE, WEIGHT, "1");
        assertThat(weight(n1)).isEqualTo(3);
        assertThat(n1.all().inPlaceOf(Scope.NODE, WEIGHT)).contains("tried");

        n1.all().tryOut(Map.of());
        assertThat(weight(n1)).isEqualTo(1);
    }
}
