package flotilla.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.Recorder;
import flotilla.discovery.SharedText;
import flotilla.discovery.SharedText.Event;
import flotilla.discovery.SharedText.Event.Found;
import flotilla.discovery.SharedText.Version;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A text under a key of a real Consul agent. */
class ConsulTextTest {

    private static final String KEY = "flotilla/test/settings";

    @TempDir
    Path state;

    private final Recorder<Event> heard = new Recorder<>();

    private SharedText open(ConsulAgent agent) {
        return Sources.load(new SourceContext(Time.system(), Optional.of(state), 3))
                .text(URI.create("consul://" + agent.address()), KEY);
    }

    @Test
    void isReplacedOnlyByWhoKnowsWhatIsThere() throws Exception {
        try (var agent = ConsulAgent.start();
                var text = open(agent);
                var other = open(agent)) {
            assertThat(text.read()).isEqualTo(Version.NONE);
            assertThat(text.replace("eins", 0)).isTrue();
            assertThat(other.replace("zwei", 0)).as("somebody was quicker").isFalse();

            var first = other.read();
            assertThat(first.text()).isEqualTo("eins");
            assertThat(first.revision()).isPositive();
            assertThat(other.replace("zw\u00f6lf", first.revision())).isTrue();
            assertThat(text.replace("drei", first.revision())).isFalse();
            var second = text.read();
            assertThat(second.text()).isEqualTo("zw\u00f6lf");
            assertThat(second.revision()).isGreaterThan(first.revision());
        }
    }

    @Test
    void tellsWhatIsThereAndWhatComes() throws Exception {
        try (var agent = ConsulAgent.start();
                var text = open(agent)) {
            text.start(heard);
            heard.await(event -> event.equals(new Found(Version.NONE)));

            agent.kv(KEY, "eins");
            heard.await(event -> says(event, "eins"));
            assertThat(text.replace("zwei", text.read().revision())).isTrue();
            heard.await(event -> says(event, "zwei"));
        }
    }

    @Test
    void startsFromItsCopyAndSaysSoWhileConsulIsGone() throws Exception {
        try (var agent = ConsulAgent.start()) {
            try (var text = open(agent)) {
                agent.kv(KEY, "eins");
                text.start(heard);
                heard.await(event -> says(event, "eins"));
            }
            agent.kill();
            var later = new Recorder<Event>();
            try (var text = open(agent)) {
                text.start(later);

                later.await(event -> says(event, "eins"));
                later.await(event -> event instanceof Event.Stale);
                assertThatThrownBy(text::read).isInstanceOf(IOException.class).hasMessageContaining(agent.address());
                assertThatThrownBy(() -> text.replace("zwei", 1)).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void refusesAKeyThatCannotBe() {
        var sources = Sources.load(SourceContext.of(Time.system()));

        assertThatThrownBy(() -> sources.text(URI.create("consul://127.0.0.1:8500"), "/a b/"))
                .isInstanceOf(InvalidValue.class)
                .hasMessageStartingWith("key: /a b/ (expected: ");
    }

    private static boolean says(Event event, String text) {
        return event instanceof Found(var version) && version.text().equals(text);
    }
}
