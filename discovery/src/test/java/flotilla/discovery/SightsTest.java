package flotilla.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SightsTest {

    @TempDir
    Path directory;

    private final ManualTime time = new ManualTime();

    @Test
    void growOldUntilTheSourceSeesAgain() {
        var sight = new Sights().open(URI.create("consul://shop"), time);

        time.advance(Duration.ofSeconds(3));
        assertThat(sight.age()).isEqualTo(Duration.ofSeconds(3));

        sight.seen();
        time.advance(Duration.ofSeconds(1));
        assertThat(sight.age()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void areThoseOfTheSourcesThatAreWatchedNow() throws Exception {
        var file = directory.resolve("shop.yaml");
        Files.writeString(file, "no: list\n");
        var sources = Sources.load(new SourceContext(Time.system(), Optional.empty(), 1));
        var heard = new Recorder<UpstreamEvent>();

        try (var watch = sources.watch("shop", List.of(file.toUri()), heard)) {
            heard.await(event -> event instanceof UpstreamEvent.Stale);
            assertThat(sources.sights()).hasSize(1).first().satisfies(sight -> {
                assertThat(sight.source()).isEqualTo(file.toUri());
                assertThat(sight.errors()).isPositive();
            });
            assertThat(watch).isNotNull();
        }

        assertThat(sources.sights()).isEmpty();
    }
}
