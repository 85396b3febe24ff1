package flotilla.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class VoiceTest {

    private final Recorder<String> heard = new Recorder<>();
    private final Voice<String> voice = new Voice<>(heard);

    @Test
    void saysASnapshotOnce() {
        voice.snapshot("a");
        voice.snapshot("a");
        voice.snapshot("b");
        voice.snapshot("a");

        assertThat(heard.heard()).containsExactly("a", "b", "a");
    }

    @Test
    void saysEachTroubleOnceUntilItIsOver() {
        voice.snapshot("a");
        voice.trouble("x");
        voice.trouble("y");
        voice.trouble("x");
        voice.snapshot("a");
        voice.trouble("x");

        assertThat(heard.heard()).containsExactly("a", "x", "y", "a", "x");
    }

    @Test
    void saysNothingAfterTheEnd() {
        voice.close();

        assertThat(voice.snapshot("a")).isFalse();
        assertThat(voice.trouble("x")).isFalse();
        assertThat(heard.heard()).isEmpty();
    }

    @Test
    void letsTheListenerEndIt() {
        var self = new AtomicReference<Voice<String>>();
        self.set(new Voice<>(event -> self.get().close()));

        assertThat(self.get().snapshot("a")).isTrue();
        assertThat(self.get().snapshot("b")).isFalse();
    }
}
