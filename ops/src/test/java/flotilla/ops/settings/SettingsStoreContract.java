package flotilla.ops.settings;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Recorder;
import flotilla.ops.settings.SettingsStore.Event;
import flotilla.ops.settings.SettingsStore.Event.Found;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every store of settings holds to. */
interface SettingsStoreContract {

    Key WEIGHT = Key.of("shop", "10.0.0.1:80", Setting.WEIGHT);
    Document ONE = Document.EMPTY.with(Map.of(WEIGHT, "1"), DocumentTest.signed(1, "n1"));
    Document TWO = ONE.with(Map.of(WEIGHT, "2"), DocumentTest.signed(2, "n1"));

    /** A store in the place of this test, not started yet; another one each time, as after a restart. */
    SettingsStore open() throws Exception;

    /** Puts something there that is no document. */
    void spoil() throws Exception;

    @Test
    default void keepsNothingAtFirst() throws Exception {
        var heard = new Recorder<Event>();
        try (var store = open()) {
            store.start(heard);

            assertThat(heard.await(event -> event instanceof Found)).isEqualTo(new Found(SettingsStore.Kept.NOTHING));
            assertThat(store.read()).isEqualTo(SettingsStore.Kept.NOTHING);
        }
    }

    @Test
    default void replacesOnlyWhatItWasMadeFrom() throws Exception {
        try (var store = open()) {
            store.start(event -> {});
            assertThat(store.replace(ONE, 0)).isTrue();
            assertThat(store.replace(TWO, 0)).as("something is there by now").isFalse();

            var first = store.read();
            assertThat(first.document()).isEqualTo(ONE);
            assertThat(store.replace(TWO, first.revision())).isTrue();
            assertThat(store.replace(ONE, first.revision())).isFalse();

            assertThat(store.read().document()).isEqualTo(TWO);
            assertThat(store.read().revision()).isGreaterThan(first.revision());
        }
    }

    @Test
    default void keepsItOverARestartIfItSaysSo() throws Exception {
        try (var store = open()) {
            store.start(event -> {});
            store.replace(TWO, 0);
        }
        var heard = new Recorder<Event>();
        try (var store = open()) {
            store.start(heard);

            var found = (Found) heard.await(event -> event instanceof Found);
            assertThat(found.kept().document()).isEqualTo(store.durable() ? TWO : Document.EMPTY);
            assertThat(found.kept()).isEqualTo(store.read());
        }
    }

    @Test
    default void saysWhatCannotBeReadAndNamesThePlace() throws Exception {
        spoil();
        var heard = new Recorder<Event>();
        try (var store = open()) {
            store.start(heard);

            if (store.durable()) {
                var trouble = (Event.Trouble) heard.await(event -> event instanceof Event.Trouble);
                assertThat(trouble.reason()).contains("cannot be used", store.place());
            }
        }
    }
}
