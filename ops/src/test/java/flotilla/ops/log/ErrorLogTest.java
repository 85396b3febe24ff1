package flotilla.ops.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import flotilla.discovery.Time;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErrorLogTest {

    private static final RotatePolicy ROTATE = new RotatePolicy(64 << 10, Duration.ZERO, 0, Duration.ZERO, false);

    @TempDir
    private Path directory;

    private final LoggerContext context = new LoggerContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    private LogFilePolicy policy(RotatePolicy... rotate) {
        return new LogFilePolicy(
                directory.resolve("logs/error.log").toString(),
                List.of(rotate).stream().findFirst());
    }

    private ErrorLog open(RotatePolicy... rotate) {
        var log = ErrorLog.open(policy(rotate), Time.system(), context);
        log.start(() -> {});
        return log;
    }

    private List<String> lines() throws Exception {
        var lines = new ArrayList<String>();
        try (var files = Files.list(directory.resolve("logs"))) {
            for (var file : files.toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    @Test
    void anEventIsALineInAFileThatIsMadeWithItsDirectory() throws Exception {
        var log = open();
        context.getLogger("flotilla").warn("something {}", "odd\nhere", new IllegalStateException("why"));

        assertThat(lines().getFirst()).endsWith(" WARN  flotilla  something odd\\nhere");
        assertThat(lines().get(1)).isEqualTo("java.lang.IllegalStateException: why");
        log.follow(log.prepare(policy())).close();
    }

    /** What looks after the file is replaced again and again, and puts it aside by its size meanwhile. */
    @Test
    void noEventIsLostWhileItsLogIsReplaced() throws Exception {
        int events = 6000;
        var log = open(ROTATE);
        var next = new AtomicInteger();
        var writers = IntStream.range(0, 3)
                .mapToObj(_ -> Thread.ofPlatform().start(() -> {
                    for (int i = next.getAndIncrement(); i < events; i = next.getAndIncrement()) {
                        context.getLogger("flotilla").warn("event {} of many, each of them some words long", i);
                    }
                }))
                .toList();
        while (next.get() < events) {
            var newer = log.prepare(policy(ROTATE));
            log.follow(newer).close();
            newer.start(() -> {});
        }
        for (var writer : writers) {
            writer.join();
        }
        log.follow(log.prepare(policy())).close();

        assertThat(lines())
                .filteredOn(line -> line.contains(" event "))
                .extracting(line -> Integer.valueOf(line.replaceAll(".* event (\\d+) of .*", "$1")))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, events).boxed().toList());
    }
}
