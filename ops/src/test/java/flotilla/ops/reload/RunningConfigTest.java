package flotilla.ops.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.config.ConfigChange;
import flotilla.ops.config.Configuration;
import flotilla.ops.config.InvalidConfig;
import flotilla.ops.config.Settings;
import flotilla.ops.reload.RefusedConfig.Reason;
import flotilla.ops.reload.Revision.By;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningConfigTest {

    private static final By ALICE = new By("alice", "canary");
    private static final OptionalLong ANY = OptionalLong.empty();
    private static final String TEXT = """
            version: 1
            listeners: { web: { bind: 127.0.0.1:8080 } }
            upstreams:
              shop: { source: 'fixed:127.0.0.1:81', balance: round_robin }
            routes:
              - { host: shop.example, upstream: shop }
            """;

    private final Sources sources = Sources.load(SourceContext.of(Time.system()));
    private final List<Settings> applied = new ArrayList<>();

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("flotilla.yaml");
        Files.writeString(file, TEXT);
    }

    private RunningConfig running() throws InvalidConfig {
        var config = RunningConfig.of(Configuration.read(file, sources), sources, Time.system());
        config.attach(applied::add);
        return config;
    }

    @Test
    void theFirstRevisionIsWhatTheProcessWasStartedWith() throws InvalidConfig {
        var config = running();

        assertThat(config.revision().number()).isEqualTo(1);
        assertThat(config.revision().text()).isEqualTo(TEXT);
        assertThat(config.history()).containsExactly(config.revision());
    }

    @Test
    void saysThatTheFileIsRefusedUntilWhatStandsInItCounts() throws Exception {
        var config = running();
        assertThat(config.fileRefused()).isFalse();

        Files.writeString(file, TEXT + "colour: red\n");
        assertThatThrownBy(() -> config.applyFile(ALICE)).isInstanceOf(InvalidConfig.class);
        assertThat(config.fileRefused()).isTrue();

        config.apply(TEXT + "zone: a\n", ALICE, ANY);
        assertThat(config.fileRefused())
                .as("what came from elsewhere mends no file")
                .isTrue();

        Files.writeString(file, TEXT + "zone: b\n");
        config.applyFile(ALICE);
        assertThat(config.fileRefused()).isFalse();
    }

    @Test
    void takesNothingWhileAnotherProcessTakesItsPlace() throws Exception {
        var config = running();

        config.freeze();

        assertThatThrownBy(() -> config.apply(TEXT + "zone: a\n", ALICE, ANY))
                .asInstanceOf(type(RefusedConfig.class))
                .extracting(RefusedConfig::reason)
                .isEqualTo(Reason.FROZEN);
        assertThat(applied).isEmpty();
        config.thaw();
        config.apply(TEXT + "zone: a\n", ALICE, ANY);
        assertThat(config.revision().number()).isEqualTo(2);
    }

    @Test
    void aProcessThatDoesNotServeYetWritesNoHistory() throws Exception {
        var text = TEXT + "state: " + directory + "\n";
        Files.writeString(file, text);
        running();
        var history = directory.resolve("configurations.json");
        var before = Files.readString(history);
        Files.writeString(file, text + "zone: a\n");

        var newer = RunningConfig.of(Configuration.read(file, sources), sources, Time.system(), true);

        assertThat(newer.revision().number()).isEqualTo(2);
        assertThat(Files.readString(history)).isEqualTo(before);
        newer.thaw();
        assertThat(running().history()).isEqualTo(newer.history());
    }

    @Test
    void aPlanTellsWhatWouldChangeAndChangesNothing() throws InvalidConfig {
        var config = running();

        var plan = config.plan(TEXT.replace("round_robin", "random")
                        .replace(
                                "upstream: shop }",
                                "upstream: shop }\n  - { host: b.example, path: /x, upstream: shop }")
                        .replace("'fixed:127.0.0.1:81'", "'fixed:127.0.0.1:82'")
                + "limits: { client_requests_per_minute: 60 }\nstop_timeout: 5s\nthreads: 3\n");

        assertThat(plan.changes())
                .extracting(ConfigChange::toString)
                .containsExactly(
                        "limits.client_requests_per_minute: 0 -> 60",
                        "routes[b.example/x].host: nothing -> b.example",
                        "routes[b.example/x].path: nothing -> /x",
                        "routes[b.example/x].upstream: nothing -> shop",
                        "stop_timeout: 30s -> 5s",
                        "threads: 0 -> 3",
                        "upstreams.shop.balance.algorithm: round_robin -> random",
                        "upstreams.shop.source: fixed:127.0.0.1:81 -> fixed:127.0.0.1:82");
        assertThat(plan.needRestart()).extracting(ConfigChange::path).containsExactly("threads");
        assertThat(applied).isEmpty();
        assertThat(config.revision().number()).isEqualTo(1);
    }

    @Test
    void whatIsAppliedCountsAsTheNextRevision() throws Exception {
        var config = running();
        var text = TEXT.replace("round_robin", "random");

        var plan = config.apply(text, ALICE, OptionalLong.of(1));

        assertThat(plan).hasToString("upstreams.shop.balance.algorithm: round_robin -> random");
        assertThat(applied).singleElement().isEqualTo(config.configuration().settings());
        assertThat(config.revision().number()).isEqualTo(2);
        assertThat(config.revision().by()).isEqualTo(ALICE);
        assertThat(config.revision().text()).isEqualTo(text);
        assertThat(Files.readString(file)).isEqualTo(TEXT);
    }

    @Test
    void whoHasSeenAnotherRevisionIsRefused() throws Exception {
        var config = running();
        config.apply(TEXT + "stop_timeout: 5s\n", ALICE, ANY);

        assertThatThrownBy(() -> config.apply(TEXT, ALICE, OptionalLong.of(1)))
                .isInstanceOf(RefusedConfig.class)
                .hasMessage("revision: 1 (expected: 2)")
                .extracting(e -> ((RefusedConfig) e).reason())
                .isEqualTo(Reason.OTHER_REVISION);
        assertThat(applied).hasSize(1);
    }

    @Test
    void nothingIsAppliedByHalves() throws InvalidConfig {
        var config = running();
        var text = TEXT.replace("round_robin", "random") + "threads: 3\nadmin: { bind: 127.0.0.1:9 }\n";

        assertThatThrownBy(() -> config.apply(text, ALICE, ANY))
                .asInstanceOf(type(RefusedConfig.class))
                .satisfies(e -> {
                    assertThat(e.reason()).isEqualTo(Reason.NEEDS_RESTART);
                    assertThat(e).hasMessageContaining("threads: 0 -> 3");
                    assertThat(e.changes()).extracting(ConfigChange::path).containsExactly("admin.bind", "threads");
                });
        assertThat(applied).isEmpty();
        assertThat(config.revision().number()).isEqualTo(1);
    }

    @Test
    void whatTheNodeRefusesChangesNothing() throws InvalidConfig {
        var config = running();
        config.attach(settings -> {
            throw new InvalidValue("listeners.web.bind", "127.0.0.1:1", "a port");
        });

        assertThatThrownBy(() -> config.apply(TEXT + "zone: a\n", ALICE, ANY))
                .isInstanceOf(RefusedConfig.class)
                .hasMessage("listeners.web.bind: 127.0.0.1:1 (expected: a port)")
                .extracting(e -> ((RefusedConfig) e).reason())
                .isEqualTo(Reason.IMPOSSIBLE);
        assertThat(config.revision().number()).isEqualTo(1);
        assertThat(config.configuration().text()).isEqualTo(TEXT);
    }

    @Test
    void nothingIsAppliedBeforeTheProcessRunsOrOnceItStops() throws Exception {
        var config = RunningConfig.of(Configuration.read(file, sources), sources, Time.system());
        assertThatThrownBy(() -> config.apply(TEXT + "zone: a\n", ALICE, ANY))
                .isInstanceOf(RefusedConfig.class)
                .hasMessage("the process has not started yet");

        config.attach(applied::add);
        config.detach();

        assertThatThrownBy(() -> config.apply(TEXT + "zone: a\n", ALICE, ANY))
                .isInstanceOf(RefusedConfig.class)
                .hasMessage("the process is stopping");
        assertThat(applied).isEmpty();
        assertThat(config.revision().number()).isEqualTo(1);
    }

    @Test
    void anotherTextThatSaysTheSameIsARevisionThatTheNodeNeverSees() throws Exception {
        var config = running();

        assertThat(config.apply(TEXT + "# a comment\n", ALICE, ANY).changes()).isEmpty();
        assertThat(config.apply(TEXT + "# a comment\n", ALICE, ANY).changes()).isEmpty();

        assertThat(applied).isEmpty();
        assertThat(config.revision().number()).isEqualTo(2);
    }

    @Test
    void goesBackToARevisionThatIsKept() throws Exception {
        var config = running();
        config.apply(TEXT.replace("round_robin", "random"), ALICE, ANY);

        var plan = config.rollBack(1, new By("bob", "worse"), OptionalLong.of(2));

        assertThat(plan).hasToString("upstreams.shop.balance.algorithm: random -> round_robin");
        assertThat(config.history()).extracting(Revision::number).containsExactly(3L, 2L, 1L);
        assertThat(config.revision().text()).isEqualTo(TEXT);
        assertThatThrownBy(() -> config.rollBack(9, ALICE, ANY))
                .isInstanceOf(RefusedConfig.class)
                .hasMessage("revision: 9 (expected: one of [3, 2, 1])");
    }

    @Test
    void theHistoryOutlivesTheProcessWhereThereIsADirectoryForIt() throws Exception {
        var state = directory.resolve("state");
        Files.writeString(file, TEXT + "state: " + state + "\n");
        var first = running();
        first.apply(Files.readString(file) + "zone: a\n", ALICE, ANY);

        var second = running();

        assertThat(second.history()).extracting(Revision::number).containsExactly(3L, 2L, 1L);
        assertThat(second.history().get(1).by()).isEqualTo(ALICE);
        assertThat(second.history().get(1).at())
                .isEqualTo(first.history().getFirst().at());
        assertThat(running().revision().number()).isEqualTo(3);
    }

    @Test
    void aHistoryThatCannotBeReadBeginsAnew() throws Exception {
        Files.writeString(directory.resolve("configurations.json"), "{");
        Files.writeString(file, TEXT + "state: " + directory + "\n");

        assertThat(running().revision().number()).isEqualTo(1);
    }

    @Test
    void keepsTheNewestTwenty() throws Exception {
        var config = running();
        for (int i = 1; i <= 25; i++) {
            config.apply(TEXT + "stop_timeout: " + i + "s\n", ALICE, ANY);
        }

        assertThat(config.history()).hasSize(20);
        assertThat(config.history().getLast().number()).isEqualTo(7);
    }

    @Test
    void theListenerThatIsRegisteredNeedsARestartForAnotherPort() throws Exception {
        Files.writeString(file, TEXT + "consul: { register: true }\n");
        var config = running();

        var plan = config.plan(Files.readString(file).replace("8080", "8081"));

        assertThat(plan.needRestart()).extracting(ConfigChange::path).containsExactly("listeners.web.bind");
    }

    @Test
    void aFileThatIsNamedCountsWithWhatStandsInIt() throws Exception {
        var page = directory.resolve("page.html");
        Files.writeString(page, "old");
        Files.writeString(
                file, TEXT.replace("upstream: shop }", "upstream: shop, maintenance: { body_file: " + page + " } }"));
        var config = running();
        Files.writeString(page, "new");

        var plan = config.applyNamedFiles(new By("watch", ""));

        assertThat(plan.changes())
                .singleElement()
                .extracting(ConfigChange::path)
                .isEqualTo("routes[shop.example/].maintenance.body_file");
        assertThat(applied).hasSize(1);
        assertThat(config.applyNamedFiles(new By("watch", "")).changes()).isEmpty();
    }
}
