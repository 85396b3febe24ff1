package flotilla.ops.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.ops.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedLogTest {

    private static final long SMALL = 64 << 10;

    /** With it, 64 KiB are 640 lines. */
    private static final String PADDING = "x".repeat(90);

    /** From 2024 to 2052: none ends while a test runs, as a day may. */
    private static final Duration AGE = Duration.ofDays(10_000);

    @TempDir
    private Path directory;

    private final MovedClock time = new MovedClock();

    private Path file() {
        return directory.resolve("error.log");
    }

    private SharedLog open(RotatePolicy... rotate) {
        var policy = new LogFilePolicy(file().toString(), Stream.of(rotate).findFirst());
        var log = SharedLog.prepare(LogName.ERROR, policy, time);
        log.start(() -> {});
        return log;
    }

    private static void write(SharedLog log, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            log.write(i + " " + PADDING + "\n");
        }
    }

    private List<Path> aside() throws IOException {
        return new LogDirectory(file()).aside();
    }

    private static List<Integer> numbers(Path file) {
        return LogDirectory.lines(file)
                .map(line -> Integer.valueOf(line.substring(0, line.indexOf(" " + PADDING))))
                .toList();
    }

    private static List<Integer> to(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    @Test
    void whatWasWrittenIsThereAtOnce() throws Exception {
        try (var log = open()) {
            write(log, 0, 3);

            assertThat(numbers(file())).isEqualTo(to(3));
        }
    }

    @Test
    void aLargeLogIsPutAsideAndNoLineOfAnyThreadIsLostAlsoOfOneThatIsInterrupted() throws Exception {
        int lines = 4000;
        try (var log = open(new RotatePolicy(SMALL, Duration.ZERO, 0, Duration.ZERO, false))) {
            var next = new AtomicInteger();
            var failures = new ArrayList<Exception>();
            var writers = new ArrayList<Thread>();
            for (int i = 0; i < 4; i++) {
                writers.add(Thread.ofVirtual().start(() -> {
                    int own = next.getAndIncrement();
                    while (own < lines) {
                        Thread.currentThread().interrupt();
                        try {
                            write(log, own, own + 1);
                        } catch (IOException e) {
                            synchronized (failures) {
                                failures.add(e);
                            }
                        }
                        own = next.getAndIncrement();
                    }
                }));
            }
            for (var writer : writers) {
                writer.join();
            }
            synchronized (failures) {
                assertThat(failures).isEmpty();
            }
            Await.until(() -> !aside().isEmpty());
        }

        assertThat(Stream.concat(aside().stream(), Stream.of(file())).flatMap(one -> numbers(one).stream()))
                .containsExactlyInAnyOrderElementsOf(to(lines));
    }

    @Test
    void aLogOfAnEarlierSpanOfTimeIsPutAsideWithoutAnotherLineAndCompressedLater() throws Exception {
        var policy = new RotatePolicy(0, AGE, 7, Duration.ZERO, true);
        try (var log = open(policy)) {
            write(log, 0, 10);
            time.ahead(AGE);
            var old = Await.first(this::aside, files -> files.size() == 1);
            assertThat(old.getFirst().toString()).doesNotEndWith(".gz");
            write(log, 10, 20);
        }
        time.ahead(AGE.plusMinutes(1));
        // One that is not due itself, however late it is closed.
        open(new RotatePolicy(SMALL, Duration.ZERO, 7, Duration.ZERO, true)).close();

        var old = Await.first(
                this::aside,
                files -> files.size() == 1 && files.getFirst().toString().endsWith(".gz"));
        assertThat(numbers(old.getFirst())).isEqualTo(to(10));
        assertThat(numbers(file()).getFirst()).isEqualTo(10);
    }

    @Test
    void theNewestAreKeptAndWhoMayNotReadTheLogMayNotReadThese() throws Exception {
        Files.createFile(file());
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
        for (int day = 1; day <= 3; day++) {
            Files.writeString(directory.resolve("error.log.2020010" + day + "T000000.000Z.gz"), "old");
        }
        Files.writeString(directory.resolve("error.log.1"), "of somebody else");
        try (var log = open(new RotatePolicy(SMALL, Duration.ZERO, 2, Duration.ZERO, false))) {
            write(log, 0, 700);
            Await.until(() -> aside().stream().anyMatch(one -> !one.toString().contains("log.2020")));
        }

        var old = aside();
        assertThat(old).hasSize(2);
        assertThat(old.getFirst().toString()).contains("log.20200103");
        assertThat(directory.resolve("error.log.1")).exists();
        for (var one : List.of(old.getLast(), file())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                    .isEqualTo("rw-r-----");
        }
    }

    @Test
    void itFollowsItsNameWhenSomebodyMovesItAwayAndSaysSo() throws Exception {
        var renewed = new AtomicInteger();
        var moved = directory.resolve("moved");
        var log = SharedLog.prepare(LogName.ERROR, new LogFilePolicy(file().toString(), Optional.empty()), time);
        try (log) {
            log.start(renewed::incrementAndGet);
            write(log, 0, 1);
            Files.move(file(), moved);
            Await.until(() -> Files.exists(file()));
            Await.until(() -> renewed.get() > 0);
            write(log, 1, 2);
            log.reopen();
            Await.until(() -> renewed.get() > 1);
        }

        assertThat(numbers(moved)).containsExactly(0);
        assertThat(numbers(file())).containsExactly(1);
    }

    @Test
    void whatCannotBeWrittenIsAnErrorUntilItCan() throws Exception {
        var link = Files.createSymbolicLink(file(), Path.of("/dev/full"));
        try (var log = open()) {
            assertThatThrownBy(() -> write(log, 0, 1)).isInstanceOf(IOException.class);
            Files.delete(link);
            Await.until(() -> Files.isRegularFile(file()));
            write(log, 1, 2);
        }

        assertThat(numbers(file())).containsExactly(1);
    }

    @Test
    void whatIsNoFileIsNotPutAside() {
        for (var name : List.of(LogName.ERROR, LogName.AUDIT)) {
            var device = new LogFilePolicy("/dev/null", Optional.of(RotatePolicy.DEFAULT));
            assertThatThrownBy(() -> SharedLog.prepare(name, device, time))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage(name.key() + ".rotate: /dev/null cannot be put aside");
        }
    }

    @Test
    void oneThatIsClosedTakesNothing() {
        var log = open();
        log.close();

        assertThatThrownBy(() -> log.write("late\n")).isInstanceOf(IOException.class);
        assertThat(file()).isEmptyFile();
    }
}
