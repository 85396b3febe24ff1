package flotilla.ops.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.Recorder;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.discovery.consul.ConsulAgent;
import flotilla.ops.settings.SettingsStore.Event;
import flotilla.ops.settings.SettingsStore.Event.Found;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Settings in the KV store of a real Consul agent. */
class SharedStoreTest implements SettingsStoreContract {

    private static @Nullable ConsulAgent agent;

    @TempDir
    Path state;

    private String key = "";

    @BeforeAll
    static void startAgent() throws Exception {
        agent = ConsulAgent.start();
    }

    @AfterAll
    static void endAgent() throws Exception {
        agent().close();
    }

    private static ConsulAgent agent() {
        if (agent == null) {
            throw new AssertionError("not started");
        }
        return agent;
    }

    @BeforeEach
    void ownKey(TestInfo test) {
        key = "flotilla/" + test.getTestMethod().orElseThrow().getName() + "/settings";
    }

    @Override
    public SettingsStore open() {
        var sources = Sources.load(new SourceContext(Time.system(), Optional.of(state), 3));
        return new SharedStore(
                sources.text(URI.create("consul://" + agent().address()), key), "the key " + key + " in Consul");
    }

    @Override
    public void spoil() throws Exception {
        agent().kv(key, "{\"format\": 1");
    }

    @Test
    void tellsWhatAnotherNodeKeeps() throws Exception {
        var heard = new Recorder<Event>();
        try (var here = open();
                var there = open()) {
            here.start(heard);
            heard.await(event -> event instanceof Found);

            there.replace(ONE, 0);

            heard.await(
                    event -> event instanceof Found(var kept) && kept.document().equals(ONE));
            assertThat(here.shared()).isTrue();
            assertThat(here.place()).isEqualTo(there.place());
        }
    }

    @Test
    void whatCannotBeReadIsNotReplaced() throws Exception {
        spoil();
        try (var store = open()) {
            store.start(event -> {});

            assertThatThrownBy(store::read).isInstanceOf(IOException.class).hasMessageContaining(key);
        }
    }
}
