package flotilla.ops.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import flotilla.ops.settings.Change.Edit;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentTest {

    private static final Key WEIGHT = Key.of("shop", "10.0.0.1:80", Setting.WEIGHT);
    private static final Key DRAIN = Key.of("shop", "10.0.0.1:80", Setting.DRAIN);

    private final long seed = System.nanoTime();

    DocumentTest() {
        System.out.println("DocumentTest seed " + seed);
    }

    @Test
    void mergingTheNewestIsCommutativeAssociativeAndIdempotent() {
        var random = new RandomDocuments(seed);

        for (int i = 0; i < 500; i++) {
            var three = random.related(3);
            var a = three.get(0);
            var b = three.get(1);
            var c = three.get(2);

            assertThat(a.merge(b)).isEqualTo(b.merge(a));
            assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
            assertThat(a.merge(a)).isEqualTo(a);
            assertThat(a.merge(b).merge(b)).isEqualTo(a.merge(b));
        }
    }

    @Test
    void aMergeHasTheNewerValueOfEachSettingAndEveryChangeInItsHistory() {
        var common = Document.EMPTY.with(Map.of(WEIGHT, "2"), signed(1, "n1"));
        var one = common.with(Map.of(WEIGHT, "3", DRAIN, "true"), signed(5, "n1"));
        var other = common.with(Map.of(WEIGHT, "4"), signed(6, "n2"));

        var merged = one.merge(other);

        assertThat(merged.value(WEIGHT)).isEqualTo("4");
        assertThat(merged.value(DRAIN)).isEqualTo("true");
        assertThat(merged.history())
                .extracting(change -> change.signed().stamp().moment())
                .containsExactly(6L, 5L, 1L);
    }

    @Test
    void whatWasTakenBackDoesNotComeBackFromWhoDidNotHear() {
        var before = Document.EMPTY.with(Map.of(WEIGHT, "2"), signed(1, "n1"));

        var after = before.with(Map.of(WEIGHT, ""), signed(2, "n2"));

        assertThat(after.merge(before).value(WEIGHT)).isEmpty();
        assertThat(after.history().getFirst().edits()).containsExactly(new Edit(WEIGHT, "2", ""));
    }

    /** Its maker's clock may be an hour behind: the change was made in knowledge of the other. */
    @Test
    void aChangeIsNewerThanThoseItsMakerKnew() {
        var first = new Stamp(3_600_000, "n1");

        assertThat(first.next(1, "n0")).isGreaterThan(first).isEqualTo(new Stamp(3_600_001, "n0"));
        assertThat(first.next(4_000_000, "n0").moment()).isEqualTo(4_000_000);
    }

    @Test
    void sayingTheSameAgainChangesNothing() {
        var document = Document.EMPTY.with(Map.of(WEIGHT, "2"), signed(1, "n1"));

        assertThat(document.with(Map.of(WEIGHT, "2"), signed(2, "n2"))).isSameAs(document);
        assertThat(document.with(Map.of(DRAIN, ""), signed(2, "n2"))).isSameAs(document);
    }

    @Test
    void keepsTheNewestOfWhatHappenedAndOfWhatIsGone() {
        var document = Document.EMPTY;
        for (int i = 1; i <= 300; i++) {
            var key = Key.of("shop", "10.0.0.1:" + i, Setting.WEIGHT);
            document = document.with(Map.of(key, "1"), signed(2L * i, "n1"));
            document = document.with(Map.of(key, ""), signed(2L * i + 1, "n1"));
        }

        assertThat(document.history()).hasSize(Document.MAX_HISTORY);
        assertThat(document.history().getFirst().signed().stamp().moment()).isEqualTo(601);
        assertThat(document.entries()).hasSize(Document.MAX_GONE);
        assertThat(document.entries()).containsKey(Key.of("shop", "10.0.0.1:300", Setting.WEIGHT));
        assertThat(document.entries()).doesNotContainKey(Key.of("shop", "10.0.0.1:1", Setting.WEIGHT));
        assertThat(document.latest().stamp().moment()).isEqualTo(601);
    }

    @Test
    void refusesWhatNobodyCouldReadOrMean() {
        assertRefused("setting: Weight", () -> new Key("shop", "", "Weight"));
        assertRefused("endpoint: 10.0.0.1", () -> Key.of("shop", "10.0.0.1", Setting.WEIGHT));
        assertRefused("upstream: a b", () -> Key.of("a b", Setting.ALGORITHM));
        assertRefused("by: ", () -> new Signature(Stamp.ZERO, Instant.EPOCH, "a\nb", ""));
        assertRefused("why: ", () -> new Signature(Stamp.ZERO, Instant.EPOCH, "a", "b".repeat(201)));
        assertRefused("value: 65536 (expected: 0 to 65535)", () -> Setting.WEIGHT.check("65536"));
        assertRefused("value: 05 (expected: 0 to 65535)", () -> Setting.WEIGHT.check("05"));
        assertRefused("value: 0 (expected: 1 to 2147483647)", () -> Setting.MAX_CONNECTIONS.check("0"));
        assertRefused("limit: 5 (expected: off, or such as 50/s", () -> Setting.RATE.check("5"));
        assertRefused("value: false (expected: true; take the setting back", () -> Setting.DRAIN.check("false"));
        assertRefused("algorithm: fairest (expected: one of ", () -> Setting.ALGORITHM.checkHere("fairest"));
        assertRefused("changes: 0", () -> Document.EMPTY.with(Map.of(), signed(1, "n1")));
    }

    private static void assertRefused(String message, Runnable making) {
        assertThatThrownBy(making::run).isInstanceOf(InvalidValue.class).hasMessageStartingWith(message);
    }

    static Signature signed(long moment, String node) {
        return new Signature(new Stamp(moment, node), Instant.ofEpochMilli(moment), "alice", "a test");
    }
}
