package flotilla.ops.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.Time;
import flotilla.ops.settings.Document;
import flotilla.ops.settings.FileStore;
import flotilla.ops.settings.Key;
import flotilla.ops.settings.Scope;
import flotilla.ops.settings.Setting;
import flotilla.ops.settings.Tally;
import flotilla.ops.settings.Trial.Phase;
import flotilla.ops.settings.TrialTerms;
import flotilla.ops.settings.Trials;
import flotilla.ops.settings.Wish;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandstillTest {

    private static final Wish WISH =
            new Wish(Optional.empty(), "alice", "", Map.of(Key.of("shop", "10.0.0.1:80", Setting.WEIGHT), "0"));

    @Test
    void whatIsTriedIsRolledBackAndNothingIsWrittenUntilItEnds() throws Exception {
        var store = new YieldingStore(new FileStore(Optional.empty()));
        var own = new YieldingStore(new FileStore(Optional.empty()));
        var kept = new ChangeableSettings(store, own);
        try (var settings = kept.open("n1", Time.system());
                var trials = new Trials(settings, upstreams -> Tally.NONE, Time.system())) {
            var standstill = new Standstill(kept, Optional.empty(), Optional.of(trials));
            trials.begin(WISH, new TrialTerms(Duration.ofHours(1), 0.01, 100));
            assertThat(standstill.why()).isEmpty();

            standstill.begin("because");

            var trial = trials.latest().orElseThrow();
            assertThat(trial.phase()).isEqualTo(Phase.ROLLED_BACK);
            assertThat(trial.why()).isEqualTo("ended by an upgrade, which began");
            assertThat(standstill.why()).isEqualTo("because");
            assertThatThrownBy(() -> store.replace(Document.EMPTY, 0)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> own.replace(Document.EMPTY, 0)).isInstanceOf(IOException.class);
            standstill.end();
            assertThat(standstill.why()).isEmpty();
            settings.change(Scope.FLEET, WISH);
        }
    }
}
