package flotilla.ops.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.SharedText;
import flotilla.discovery.SharedText.Version;
import flotilla.node.cluster.Hub;
import flotilla.ops.Await;
import flotilla.ops.settings.RefusedChange.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Settings of nodes that keep one document together, and may lose sight of it. */
class FleetSettingsInConsulTest {

    private static final Key WEIGHT = Key.of("shop", "10.0.0.1:80", Setting.WEIGHT);

    private final Hub hub = new Hub();
    private final FakeSharedText registry = new FakeSharedText();
    private final SharedText ofOne = registry.place();
    private final SharedText ofTwo = registry.place();
    private final List<SettledNode> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        nodes.forEach(SettledNode::close);
    }

    private SettledNode node(String name, SharedText place) {
        var node = new SettledNode(name, new SharedStore(place, "the key k in Consul")).join(hub);
        nodes.add(node);
        return node;
    }

    @Test
    void aChangeAtOneIsKeptForAll() throws Exception {
        var n1 = node("n1", ofOne);
        var n2 = node("n2", ofTwo);

        n1.set(WEIGHT, "5");

        assertThat(DocumentJson.read(registry.current().text()).value(WEIGHT)).isEqualTo("5");
        Await.until(() -> n2.value(WEIGHT).equals("5"));
        assertThat(n2.version()).isEqualTo(n1.version());
    }

    @Test
    void ofTwoWhoSawTheSameOneIsToldToLookAgain() throws Exception {
        var n1 = node("n1", ofOne);
        var n2 = node("n2", ofTwo);
        var seen = n1.version();
        n1.settings().change(new Wish(Optional.of(seen), "alice", "", Map.of(WEIGHT, "5")));

        assertThatThrownBy(() -> n2.settings().change(new Wish(Optional.of(seen), "bob", "", Map.of(WEIGHT, "6"))))
                .isInstanceOfSatisfying(
                        RefusedChange.class, e -> assertThat(e.reason()).isEqualTo(Reason.CHANGED_MEANWHILE))
                .hasMessageContaining("by alice at n1");
        Await.until(() -> n2.value(WEIGHT).equals("5"));
    }

    @Test
    void whoCannotSeeConsulRefusesChangesAndFollowsTheFleet() throws Exception {
        var n1 = node("n1", ofOne);
        var n2 = node("n2", ofTwo);
        n1.set(WEIGHT, "5");
        Await.until(() -> n2.value(WEIGHT).equals("5"));
        registry.hide(ofTwo, true);

        assertThatThrownBy(() -> n2.set(WEIGHT, "6"))
                .isInstanceOfSatisfying(
                        RefusedChange.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE))
                .hasMessageContaining("consul at 10.0.0.9:8500: refused")
                .hasMessageContaining("cannot be changed meanwhile");
        assertThat(n2.value(WEIGHT)).isEqualTo("5");

        n1.set(WEIGHT, "7");
        Await.until(() -> n2.value(WEIGHT).equals("7"));
        assertThat(n2.settings().standing().trouble()).contains("refused");
        registry.hide(ofTwo, false);
        Await.until(() -> n2.settings().standing().trouble().isEmpty());
        assertThat(n2.value(WEIGHT)).isEqualTo("7");
    }

    @Test
    void anOldWordIsCheckedWithWhoDecides() throws Exception {
        var n1 = node("n1", ofOne);
        n1.set(WEIGHT, "5");
        var old = registry.current();
        n1.set(WEIGHT, "7");
        Await.until(
                () -> n1.settings().standing().revision() == registry.current().revision());
        int before = registry.reads();

        registry.tellOld(ofOne, old);

        assertThat(n1.value(WEIGHT)).isEqualTo("7");
        assertThat(registry.reads()).isEqualTo(before + 1);
    }

    /** Its revisions count from the beginning again; nobody may bring back what the fleet remembers. */
    @Test
    void aRegistryThatWasRestoredIsTheTruth() throws Exception {
        var n1 = node("n1", ofOne);
        var n2 = node("n2", ofTwo);
        n1.set(WEIGHT, "5");
        var old = registry.current();
        n1.set(WEIGHT, "7");
        Await.until(() -> n2.value(WEIGHT).equals("7"));

        registry.restore(new Version(old.text(), 3));

        for (var node : nodes) {
            Await.until(() ->
                    node.value(WEIGHT).equals("5") && node.settings().standing().revision() == 3);
        }
        n2.set(WEIGHT, "8");
        Await.until(() -> n1.value(WEIGHT).equals("8"));
    }

    @Test
    void aKeyThatIsGoneTakesNothingAwayAndTheNextChangePutsItBack() throws Exception {
        var n1 = node("n1", ofOne);
        n1.set(WEIGHT, "5");

        registry.restore(Version.NONE);

        assertThat(n1.value(WEIGHT)).isEqualTo("5");
        assertThat(n1.settings().standing().trouble()).contains("the key k in Consul is not there");
        n1.set(Key.of("shop", Setting.ALGORITHM), "random");
        assertThat(DocumentJson.read(registry.current().text()).value(WEIGHT)).isEqualTo("5");
        assertThat(n1.settings().standing().trouble()).isEmpty();
    }

    @Test
    void aValueThatCannotBeReadChangesNothingAndIsNamed() throws Exception {
        var n1 = node("n1", ofOne);
        n1.set(WEIGHT, "5");
        try (var log = new Lines()) {
            registry.restore(new Version("nonsense", 900));

            assertThat(n1.value(WEIGHT)).isEqualTo("5");
            assertThat(log.all())
                    .anyMatch(line ->
                            line.startsWith("WARN settings: what stands in the key k in Consul cannot be used"));
        }
        assertThatThrownBy(() -> n1.set(WEIGHT, "6")).isInstanceOf(RefusedChange.class);
        assertThat(registry.current().text())
                .as("somebody may want to repair it")
                .isEqualTo("nonsense");
    }
}
