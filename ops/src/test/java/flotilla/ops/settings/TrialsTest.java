package flotilla.ops.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.ManualTime;
import flotilla.node.cluster.Hub;
import flotilla.ops.Await;
import flotilla.ops.settings.RefusedChange.Reason;
import flotilla.ops.settings.Trial.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes that one node tries before all have them. */
class TrialsTest {

    private static final Key WEIGHT = Key.of("shop", "10.0.0.1:80", Setting.WEIGHT);
    private static final Key ALGORITHM = Key.of("shop", Setting.ALGORITHM);
    private static final TrialTerms TERMS = new TrialTerms(Duration.ofSeconds(10), 0.01, 100);

    @TempDir
    private Path directory;

    private final Hub hub = new Hub();
    private final ManualTime time = new ManualTime();
    private final AtomicReference<Tally> counted = new AtomicReference<>(new Tally(5000, 4000));
    private final AtomicBoolean broken = new AtomicBoolean();
    private SettledNode n1;
    private SettledNode n2;
    private Trials trials;

    @BeforeEach
    void start() {
        n1 = new SettledNode("n1", new FileStore(Optional.of(directory.resolve("n1")))).join(hub);
        n2 = new SettledNode("n2", new FileStore(Optional.of(directory.resolve("n2")))).join(hub);
        trials = new Trials(n1.all(), upstreams -> counted.get(), time);
    }

    @AfterEach
    void close() {
        trials.close();
        n1.close();
        n2.close();
    }

    private static Wish wish(Key key, String value) {
        return new Wish(Optional.empty(), "alice", "canary", Map.of(key, value));
    }

    private void counts(long requests, long errors) {
        counted.set(new Tally(5000 + requests, 4000 + errors));
    }

    /** Lets the watcher look once; it is paused before and after. */
    private void second() throws InterruptedException {
        time.awaitSleepers(1);
        time.advance(Duration.ofSeconds(1));
    }

    @Test
    void whatCannotBeJudgedIsRolledBack() throws Exception {
        trials.close();
        trials = new Trials(
                n1.all(),
                upstreams -> {
                    if (broken.get()) {
                        throw new IllegalStateException("no figures");
                    }
                    return counted.get();
                },
                time);
        trials.begin(wish(WEIGHT, "0"), TERMS);
        time.awaitSleepers(1);

        broken.set(true);
        second();

        var trial = outcome();
        assertThat(trial.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(trial.why()).contains("it could not be judged", "no figures");
    }

    private Trial outcome() throws Exception {
        Await.until(() -> trials.latest().orElseThrow().phase() != Phase.WATCHED);
        return trials.latest().orElseThrow();
    }

    private int weightHere() {
        var endpoint = n1.inForce().of("shop").endpoints().get("10.0.0.1:80");
        return Objects.requireNonNull(endpoint).weight().orElseThrow();
    }

    @Test
    void oneThatDoesNoHarmIsMadeForAll() throws Exception {
        trials.begin(wish(WEIGHT, "5"), TERMS);

        assertThat(weightHere()).isEqualTo(5);
        assertThat(n1.value(WEIGHT)).as("written").isEmpty();
        counts(200, 1);
        for (int i = 0; i < 10; i++) {
            assertThat(trials.latest().orElseThrow().phase()).isEqualTo(Phase.WATCHED);
            second();
        }
        assertThat(outcome().phase()).isEqualTo(Phase.APPLIED);
        assertThat(outcome().why()).isEqualTo("1 errors in 200 requests (0.50 %)");
        assertThat(n1.value(WEIGHT)).isEqualTo("5");
        Await.until(() -> n2.value(WEIGHT).equals("5"));
        assertThat(weightHere()).isEqualTo(5);
    }

    @Test
    void oneThatDoesHarmIsRolledBackAtOnceAndWasNeverElsewhere() throws Exception {
        n1.set(WEIGHT, "3");
        Await.until(() -> n2.value(WEIGHT).equals("3"));
        trials.begin(wish(WEIGHT, "5"), TERMS);
        time.awaitSleepers(1);
        counts(100, 12);
        second();

        assertThat(outcome().phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(outcome().why()).isEqualTo("12 errors in 100 requests (12.00 %), more than 1.00 %");
        assertThat(weightHere()).isEqualTo(3);
        assertThat(n1.value(WEIGHT)).isEqualTo("3");
        assertThat(n2.value(WEIGHT)).isEqualTo("3");
    }

    /** Two errors in the first hundred requests are no proof, and the share is below the bound at the end. */
    @Test
    void chanceDoesNotEndOneEarly() throws Exception {
        trials.begin(wish(ALGORITHM, "random"), TERMS);
        time.awaitSleepers(1);
        counts(100, 2);
        for (int i = 0; i < 9; i++) {
            second();
            time.awaitSleepers(1);
            assertThat(trials.latest().orElseThrow().phase()).isEqualTo(Phase.WATCHED);
        }
        counts(1000, 2);
        second();

        assertThat(outcome().phase()).isEqualTo(Phase.APPLIED);
        assertThat(n1.value(ALGORITHM)).isEqualTo("random");
    }

    @Test
    void oneThatCannotShowAnythingIsRolledBack() throws Exception {
        trials.begin(wish(ALGORITHM, "random"), TERMS);
        counts(99, 0);
        for (int i = 0; i < 10; i++) {
            second();
        }

        assertThat(outcome().phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(outcome().why()).contains("are too few to tell (expected: 100)");
        assertThat(n1.inForce().of("shop").algorithm()).isEmpty();
        assertThat(n1.value(ALGORITHM)).isEmpty();
    }

    @Test
    void thereIsOneAtATimeAndItCanBeEnded() throws Exception {
        trials.begin(wish(WEIGHT, "5"), TERMS);

        assertThatThrownBy(() -> trials.begin(wish(WEIGHT, "6"), TERMS))
                .isInstanceOfSatisfying(
                        RefusedChange.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY))
                .hasMessageContaining("a change by alice is tried at this node until");
        assertThat(trials.end("bob").orElseThrow().why()).isEqualTo("ended by bob");
        assertThat(n1.inForce().of("shop").endpoints()).isEmpty();
        assertThat(trials.end("carol").orElseThrow().why()).as("it was over").isEqualTo("ended by bob");
        trials.begin(wish(WEIGHT, "6"), TERMS);
        assertThat(weightHere()).isEqualTo(6);
    }

    @Test
    void whatOthersChangeMeanwhileCountsBeneathIt() throws Exception {
        trials.begin(wish(WEIGHT, "5"), TERMS);
        n2.set(ALGORITHM, "random");
        Await.until(() -> n1.inForce().of("shop").algorithm().isPresent());

        assertThat(weightHere()).isEqualTo(5);
        trials.end("bob");
        assertThat(n1.inForce().of("shop").algorithm()).contains("random");
        assertThat(n1.inForce().of("shop").endpoints()).isEmpty();
    }

    @Test
    void oneMadeForSettingsThatAreOthersByNowIsNotMade() throws Exception {
        var seen = n1.version();
        var wish = new Wish(Optional.of(seen), "alice", "", Map.of(WEIGHT, "5"));
        trials.begin(wish, TERMS);
        n2.set(ALGORITHM, "random");
        Await.until(() -> n1.value(ALGORITHM).equals("random"));
        counts(200, 0);
        for (int i = 0; i < 10; i++) {
            second();
        }

        assertThat(outcome().phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(outcome().why()).contains("the settings are of version");
        assertThat(n1.value(WEIGHT)).isEmpty();
        assertThatThrownBy(() -> trials.begin(wish, TERMS)).isInstanceOf(RefusedChange.class);
    }

    @Test
    void whatCannotBeIsRefusedBeforeAnythingCounts() {
        assertThatThrownBy(() -> trials.begin(wish(WEIGHT, "-1"), TERMS)).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> trials.begin(new Wish(Optional.empty(), "a", "", Map.of()), TERMS))
                .isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> new TrialTerms(Duration.ZERO, 0.01, 1)).hasMessageContaining("1s to 24h");
        assertThatThrownBy(() -> new TrialTerms(Duration.ofSeconds(5), 1, 1)).hasMessageContaining("maxErrors");
        assertThat(trials.latest()).isEmpty();
        assertThat(n1.inForce().of("shop").endpoints()).isEmpty();
    }
}
