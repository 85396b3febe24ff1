package flotilla.ops.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import flotilla.node.cluster.Hub;
import flotilla.ops.Await;
import flotilla.ops.settings.RefusedChange.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of nodes that keep them each for itself, and hear each other. */
class FleetSettingsTest {

    private static final Key WEIGHT = Key.of("shop", "10.0.0.1:80", Setting.WEIGHT);
    private static final Key DRAIN = Key.of("shop", "10.0.0.1:80", Setting.DRAIN);
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
        var node = new SettledNode(name, new FileStore(Optional.of(directory.resolve(name + ".json"))));
        nodes.add(node);
        return node;
    }

    private SettledNode node(String name) {
        return alone(name).join(hub);
    }

    @Test
    void aChangeAtOneReachesAllAndCounts() throws Exception {
        var three = List.of(node("n1"), node("n2"), node("n3"));

        three.get(1).set(WEIGHT, "5");
        three.get(2).set(DRAIN, "true");

        for (var node : three) {
            Await.until(
                    () -> node.value(WEIGHT).equals("5") && node.value(DRAIN).equals("true"));
            Await.until(() -> node.inForce().of("shop").endpoints().containsKey("10.0.0.1:80")
                    && node.inForce().of("shop").endpoints().get("10.0.0.1:80").drained());
        }
        Await.until(() -> three.stream().map(SettledNode::version).distinct().count() == 1);
    }

    @Test
    void allOfItIsThereAfterARestartOfEveryNode() throws Exception {
        var n1 = node("n1");
        var n2 = node("n2");
        n1.set(WEIGHT, "5");
        Await.until(() -> n2.value(WEIGHT).equals("5"));
        var version = n1.version();
        nodes.forEach(SettledNode::close);
        nodes.clear();

        for (var name : List.of("n1", "n2")) {
            var again = alone(name);

            assertThat(again.version()).isEqualTo(version);
            assertThat(again.inForce().of("shop").endpoints()).containsKey("10.0.0.1:80");
        }
    }

    @Test
    void whoComesLaterHearsOfIt() throws Exception {
        node("n1").set(WEIGHT, "5");

        var late = node("n2");

        Await.until(() -> late.value(WEIGHT).equals("5"));
    }

    @Test
    void halvesOfAFleetComeTogetherAndSayWhatGivesWay() throws Exception {
        var n1 = alone("n1");
        var n2 = alone("n2");
        n1.set(WEIGHT, "5");
        n1.set(DRAIN, "true");
        n2.set(ALGORITHM, "random");
        Await.until(() -> System.currentTimeMillis()
                > n1.settings().standing().sheet().document().latest().stamp().moment());
        n2.set(WEIGHT, "7");

        try (var log = new Lines()) {
            n1.join(hub);
            n2.join(hub);
            for (var node : List.of(n1, n2)) {
                Await.until(() -> node.value(WEIGHT).equals("7")
                        && node.value(DRAIN).equals("true")
                        && node.value(ALGORITHM).equals("random"));
            }

            assertThat(log.all())
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("WARN settings: shop 10.0.0.1:80 weight: 5 (by alice at n1 because: a test, ")
                            .contains(" gives way to 7 (by alice at n2 because: a test, "));
            assertThat(log.all()).noneMatch(line -> line.contains("drain") && line.contains("gives way"));
        }
        assertThat(n1.settings().standing().sheet().document().history()).hasSize(4);
    }

    @Test
    void everyChangeIsOneLineWithOldNewWhoAndWhy() throws Exception {
        var n1 = node("n1");
        var n2 = node("n2");
        try (var log = new Lines()) {
            n1.set(WEIGHT, "5");
            Await.until(() -> n2.value(WEIGHT).equals("5"));
            n2.set(WEIGHT, "");
            Await.until(() -> n1.value(WEIGHT).isEmpty());

            Await.until(() -> log.all().size() >= 4);
            assertThat(log.all())
                    .containsExactly(
                            "INFO settings: shop 10.0.0.1:80 weight: as configured -> 5 by alice at n1 because: a test",
                            "INFO settings: shop 10.0.0.1:80 weight: as configured -> 5 by alice at n1 because: a test",
                            "INFO settings: shop 10.0.0.1:80 weight: 5 -> as configured by alice at n2 because: a test",
                            "INFO settings: shop 10.0.0.1:80 weight: 5 -> as configured by alice at n2 because: a test");
        }
    }

    @Test
    void whoHasNotSeenTheNewestIsToldToLookAgain() throws Exception {
        var n1 = alone("n1");
        var seen = n1.version();
        n1.set(WEIGHT, "5");

        assertThatThrownBy(() -> n1.settings().change(new Wish(Optional.of(seen), "bob", "", Map.of(WEIGHT, "6"))))
                .isInstanceOfSatisfying(
                        RefusedChange.class, e -> assertThat(e.reason()).isEqualTo(Reason.CHANGED_MEANWHILE))
                .hasMessageContaining("by alice at n1");
        assertThat(n1.value(WEIGHT)).isEqualTo("5");
        n1.settings().change(new Wish(Optional.of(n1.version()), "bob", "", Map.of(WEIGHT, "6")));
        assertThat(n1.value(WEIGHT)).isEqualTo("6");
    }

    @Test
    void whatCannotBeIsRefusedAsAWhole() {
        var n1 = alone("n1");

        assertThatThrownBy(() -> n1.settings()
                        .change(new Wish(Optional.empty(), "bob", "", Map.of(WEIGHT, "5", ALGORITHM, "fairest"))))
                .isInstanceOf(InvalidValue.class)
                .hasMessageStartingWith("algorithm: fairest (expected: one of ");
        assertThatThrownBy(() -> n1.set(new Key("shop", "", "weight"), "5"))
                .isInstanceOf(InvalidValue.class)
                .hasMessageStartingWith("setting: weight of an upstream (expected: ");
        assertThat(n1.value(WEIGHT)).isEmpty();
    }

    @Test
    void aDocumentHasABoundAndThenOnlyTakesBack() throws Exception {
        var n1 = alone("n1");
        var long200 = "w".repeat(200);
        int set = 0;
        RefusedChange refusal = null;
        while (refusal == null && set < 20) {
            var values = new HashMap<Key, String>();
            for (int port = 1; port <= Document.MAX_EDITS; port++) {
                values.put(Key.of("shop", "h" + set + ".example:" + port, Setting.WEIGHT), "5");
            }
            try {
                n1.settings().change(new Wish(Optional.empty(), "bob", long200, values));
                set++;
            } catch (RefusedChange e) {
                refusal = e;
            }
        }

        assertThat(refusal).isNotNull().hasMessageContaining("expected: at most 262144");
        assertThat(set).as("hundreds of settings that fit").isGreaterThanOrEqualTo(3);
    }

    @Test
    void startsWithoutAFileThatCannotBeReadAndNamesIt() throws Exception {
        Files.writeString(directory.resolve("n1.json"), "nonsense");
        try (var log = new Lines()) {
            var n1 = alone("n1");

            assertThat(log.all()).anyMatch(line -> line.startsWith("WARN") && line.contains("n1.json"));
            assertThat(n1.settings().standing().trouble()).contains("n1.json");
            n1.set(WEIGHT, "5");
            assertThat(n1.settings().standing().trouble()).isEmpty();
        }
    }
}
