package flotilla.ops.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.Time;
import flotilla.ops.Await;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {

    @TempDir
    private Path directory;

    @Test
    void writesTheLinesOfEveryThreadBeforeItCloses() throws Exception {
        var file = directory.resolve("access.log");
        try (var log = AccessLog.open(policy(file), 2, Time.system(), 1)) {
            for (int i = 0; i < 500; i++) {
                log.finished(FakeRequest.of("/" + i, 200, null).on(i % 2));
            }
        }

        var lines = Files.readAllLines(file);
        assertThat(lines).hasSize(1000 / 2);
        assertThat(targets(lines).stream().filter(n -> n % 2 == 0)).isSorted();
        assertThat(targets(lines).stream().filter(n -> n % 2 == 1)).isSorted();
    }

    private static List<Integer> targets(List<String> lines) {
        return lines.stream()
                .map(line -> Integer.valueOf(line.replaceAll(".*GET /(\\d+) .*", "$1")))
                .toList();
    }

    @Test
    void countsWhatItDropsInsteadOfWaiting() throws Exception {
        var file = directory.resolve("access.log");
        long dropped;
        try (var log = AccessLog.open(policy(file), 1, Time.system(), 1)) {
            for (int i = 0; i < 5000; i++) {
                log.finished(FakeRequest.of("/" + "x".repeat(4000), 200, null));
            }
            dropped = log.dropped();
        }

        assertThat(dropped).isPositive();
        assertThat(Files.readAllLines(file)).hasSize((int) (5000 - dropped)).allMatch(line -> line.endsWith(" 1 -"));
    }

    @Test
    void followsItsNameWhenTheFileIsMovedAway() throws Exception {
        var file = directory.resolve("access.log");
        var moved = directory.resolve("access.log.1");
        try (var log = AccessLog.open(policy(file), 1, Time.system(), 1)) {
            log.finished(FakeRequest.of("/before", 200, null));
            Await.until(() -> Files.size(file) > 0);
            Files.move(file, moved);
            Await.until(() -> Files.exists(file));
            log.finished(FakeRequest.of("/after", 200, null));
        }

        assertThat(Files.readString(moved)).contains("/before").doesNotContain("/after");
        assertThat(Files.readString(file)).contains("/after").doesNotContain("/before");
    }

    @Test
    void namesAFileThatCannotBeOpened() {
        var file = directory.resolve("no/such/access.log");

        assertThatThrownBy(() -> AccessLog.open(policy(file), 1, Time.system(), 1))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("access_log " + file + ": cannot be opened");
    }

    private static AccessLogPolicy policy(Path file) {
        return AccessLogPolicy.DEFAULT.withFile(file.toString()).withBufferBytes(1 << 16);
    }
}
