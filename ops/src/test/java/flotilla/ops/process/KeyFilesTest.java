package flotilla.ops.process;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.ManualTime;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.NodeConfig;
import flotilla.node.sticky.KeyRing;
import flotilla.node.sticky.SigningKeys;
import flotilla.ops.config.ConfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFilesTest {

    private static final String OLD = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n";
    private static final String NEW = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=\n";

    private final ManualTime time = new ManualTime();
    private final AtomicInteger changes = new AtomicInteger();
    private final Deque<KeyFiles> open = new ArrayDeque<>();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        open.forEach(KeyFiles::close);
    }

    private Path file() {
        return directory.resolve("sticky.keys");
    }

    /** Watches the file that there is, and has looked once. */
    private KeyRing watch() throws Exception {
        var config = config();
        open.add(KeyFiles.watch(config, changes::incrementAndGet, time));
        time.awaitSleepers(1);
        return requireNonNull(config.upstreams().get("shop"))
                .policy()
                .sticky()
                .orElseThrow()
                .keys();
    }

    private NodeConfig config() throws Exception {
        var written = Files.writeString(directory.resolve("flotilla.yaml"), """
                version: 1
                listeners: { web: 127.0.0.1:8080 }
                upstreams:
                  shop: { source: 'fixed:127.0.0.1:81', sticky: { keys_file: %1$s } }
                  pay: { source: 'fixed:127.0.0.1:82', sticky: { keys_file: %1$s } }
                  alone: { source: 'fixed:127.0.0.1:83', sticky: true }
                routes: [ { upstream: shop } ]
                """.formatted(file()));
        return ConfigFile.read(written, Sources.load(SourceContext.of(Time.system())))
                .node();
    }

    private void look() throws InterruptedException {
        time.advance(Duration.ofSeconds(1));
        time.awaitSleepers(1);
    }

    @Test
    void whatTheFileSaysCountsWithinASecond() throws Exception {
        Files.writeString(file(), OLD);
        var ring = watch();
        assertThat(changes).as("nothing is new").hasValue(0);

        Files.writeString(file(), NEW + OLD);
        look();

        assertThat(ring.current()).isEqualTo(SigningKeys.parse(NEW + OLD));
        assertThat(changes).as("one file, two upstreams").hasValue(1);
    }

    @Test
    void aChangeThatSaysTheSameIsNone() throws Exception {
        Files.writeString(file(), OLD);
        watch();

        Files.writeString(file(), "# a word\n\n" + OLD);
        look();

        assertThat(changes).hasValue(0);
    }

    @Test
    void withABadFileTheOldKeysStayUntilItIsRightAgain() throws Exception {
        Files.writeString(file(), OLD);
        var ring = watch();

        for (var bad : new String[] {"", "not base64!", OLD + OLD, "c2hvcnQ="}) {
            Files.writeString(file(), bad);
            look();
            look();
            assertThat(ring.current()).as(bad).isEqualTo(SigningKeys.parse(OLD));
        }
        Files.delete(file());
        look();
        assertThat(ring.current()).isEqualTo(SigningKeys.parse(OLD));
        assertThat(changes).hasValue(0);

        Files.writeString(file(), NEW);
        look();
        assertThat(ring.current()).isEqualTo(SigningKeys.parse(NEW));
        assertThat(changes).hasValue(1);
    }
}
