package flotilla.ops.reload;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.ManualTime;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.config.Configuration;
import flotilla.ops.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration SETTLE = Duration.ofMillis(300);
    private static final String TEXT = """
            version: 1
            listeners: { web: 127.0.0.1:8080 }
            upstreams: { shop: { source: 'fixed:127.0.0.1:81' } }
            routes:
              - { path: /a, upstream: shop }
              - { path: /b, upstream: shop }
            """;

    private final ManualTime time = new ManualTime();
    private final List<Settings> applied = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    private Path file;
    private RunningConfig config;
    private FileWatch watch;

    @BeforeEach
    void start() throws Exception {
        file = Files.writeString(directory.resolve("flotilla.yaml"), TEXT);
        start(file);
    }

    private void start(Path first) throws Exception {
        var sources = Sources.load(SourceContext.of(Time.system()));
        config = RunningConfig.of(Configuration.read(first, sources), sources, time);
        config.attach(applied::add);
        watch = FileWatch.start(config, new Reloads(config), time);
        time.awaitSleepers(1);
    }

    @AfterEach
    void close() {
        watch.close();
    }

    /** Lets this much time pass, and the look at its end. */
    private void pass(Duration length) throws Exception {
        time.advance(length);
        time.awaitSleepers(1);
    }

    @Test
    void whatIsWrittenHalfIsNotTaken() throws Exception {
        Files.writeString(file, TEXT.substring(0, TEXT.indexOf("  - { path: /b")));
        pass(LOOK);
        Files.writeString(file, TEXT + "zone: a\n");
        pass(SETTLE);
        assertThat(applied).isEmpty();

        pass(SETTLE);

        assertThat(applied).hasSize(1);
        assertThat(config.revision().text()).isEqualTo(TEXT + "zone: a\n");
        assertThat(config.configuration().settings().node().routes()).hasSize(2);
    }

    @Test
    void whatIsWrittenWhileNothingIsTakenIsTakenAfterwards() throws Exception {
        config.freeze();
        Files.writeString(file, TEXT + "zone: a\n");
        pass(LOOK);
        pass(LOOK);
        pass(LOOK);
        assertThat(applied).isEmpty();

        config.thaw();
        pass(LOOK);
        pass(SETTLE);

        assertThat(applied).hasSize(1);
    }

    @Test
    void aFileIsTakenOnce() throws Exception {
        Files.writeString(file, TEXT + "zone: a\n");
        pass(LOOK);
        pass(SETTLE);
        pass(LOOK);
        pass(LOOK);

        assertThat(config.revision().number()).isEqualTo(2);
    }

    @Test
    void aFileWithMistakesIsTakenOnceItIsRight() throws Exception {
        Files.writeString(file, TEXT + "zone: a b\n");
        pass(LOOK);
        pass(SETTLE);
        pass(LOOK);
        assertThat(config.revision().number()).isEqualTo(1);

        Files.writeString(file, TEXT + "zone: b\n");
        pass(LOOK);
        pass(SETTLE);

        assertThat(config.revision().number()).isEqualTo(2);
    }

    @Test
    void aFileThatIsGoneChangesNothingUntilItIsThereAgain() throws Exception {
        Files.delete(file);
        pass(LOOK);
        pass(LOOK);
        assertThat(config.revision().number()).isEqualTo(1);

        Files.writeString(file, TEXT + "zone: a\n");
        pass(LOOK);
        pass(SETTLE);

        assertThat(config.revision().number()).isEqualTo(2);
    }

    @Test
    void aFileThatIsNamedIsWatchedFromTheMomentOn() throws Exception {
        var page = Files.writeString(directory.resolve("page"), "one");
        Files.writeString(
                file,
                TEXT.replace(
                        "path: /a, upstream: shop",
                        "path: /a, upstream: shop, maintenance: { body_file: " + page + " }"));
        pass(LOOK);
        pass(SETTLE);
        pass(LOOK);
        assertThat(config.revision().number()).isEqualTo(2);

        Files.writeString(page, "two");
        pass(LOOK);
        pass(SETTLE);

        assertThat(config.revision().number()).isEqualTo(3);
        assertThat(applied).hasSize(2);
    }

    @Test
    void aConfigurationThatSaysSoIsNotWatched() throws Exception {
        Files.writeString(file, TEXT + "reload: { watch: false }\n");
        pass(LOOK);
        pass(SETTLE);
        assertThat(config.revision().number()).isEqualTo(2);

        Files.writeString(file, TEXT);
        pass(LOOK);
        pass(SETTLE);
        pass(LOOK);

        assertThat(config.revision().number()).isEqualTo(2);
    }
}
