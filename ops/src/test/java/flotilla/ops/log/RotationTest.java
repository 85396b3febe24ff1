package flotilla.ops.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.ops.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotationTest {

    private static final long SMALL = 64 << 10;
    private static final int REQUESTS = 8000;

    /** From 2024 to 2052: none ends while a test runs, as a day may. */
    private static final Duration AGE = Duration.ofDays(10_000);

    @TempDir
    private Path directory;

    private final MovedClock time = new MovedClock();

    private Path file() {
        return directory.resolve("access.log");
    }

    private AccessLog open(RotatePolicy rotate) {
        var policy = AccessLogPolicy.DEFAULT
                .withFile(file().toString())
                .withBufferBytes(1 << 22)
                .withRotate(Optional.of(rotate));
        return AccessLog.open(policy, 1, time, 1);
    }

    private static void write(AccessLog log, int from, int to) {
        for (int i = from; i < to; i++) {
            log.finished(FakeRequest.of("/" + i, 200, null));
        }
    }

    private List<Path> aside() throws IOException {
        return new LogDirectory(file()).aside();
    }

    /** A file and what it is compressed into are there together for a moment. */
    private long rotations() throws IOException {
        return aside().stream()
                .map(file -> file.toString().replace(".gz", ""))
                .distinct()
                .count();
    }

    private static List<Integer> targets(Path file) {
        return LogDirectory.lines(file)
                .map(line -> Integer.valueOf(line.replaceAll(".*GET /(\\d+) .*", "$1")))
                .toList();
    }

    @Test
    void aLogThatIsLargeIsPutAsideAndNoLineIsLostOrCut() throws Exception {
        try (var log = open(new RotatePolicy(SMALL, Duration.ZERO, 0, Duration.ZERO, true))) {
            for (int i = 0; i < REQUESTS; i += 2000) {
                long rotations = rotations();
                write(log, i, i + 2000);
                Await.until(() -> rotations() > rotations);
                time.ahead(Duration.ofMinutes(i));
            }
        }

        var old = aside();
        assertThat(old).hasSizeGreaterThan(3);
        assertThat(old.getFirst().toString()).endsWith(".gz");
        assertThat(old.getLast().toString()).doesNotEndWith(".gz");
        var all = Stream.concat(old.stream(), Stream.of(file()))
                .flatMap(one -> targets(one).stream())
                .toList();
        assertThat(all)
                .containsExactlyElementsOf(IntStream.range(0, REQUESTS).boxed().toList());
    }

    @Test
    void aLogOfAnEarlierSpanOfTimeIsPutAsideAlsoAfterAStart() throws Exception {
        var policy = new RotatePolicy(0, AGE, 7, Duration.ZERO, false);
        try (var log = open(policy)) {
            write(log, 0, 10);
        }
        assertThat(aside()).isEmpty();

        time.ahead(AGE);
        try (var log = open(policy)) {
            Await.until(() -> aside().size() == 1);
            write(log, 10, 20);
            Await.until(() ->
                    Files.exists(file()) && Files.readString(file()).lines().count() == 10);
            time.ahead(AGE.multipliedBy(3));
            Await.until(() -> aside().size() == 2);
            write(log, 20, 30);
        }

        assertThat(targets(aside().getFirst()))
                .isEqualTo(IntStream.range(0, 10).boxed().toList());
        assertThat(targets(aside().getLast()))
                .isEqualTo(IntStream.range(10, 20).boxed().toList());
        assertThat(targets(file())).isEqualTo(IntStream.range(20, 30).boxed().toList());
    }

    @Test
    void onlyTheNewestAreKeptAndOtherFilesAreLeftAlone() throws Exception {
        var others =
                List.of("access.log.1", "access.log.2.gz", "access.log.20260131", "other.log.20260131T120000.123Z");
        for (var other : others) {
            Files.writeString(directory.resolve(other), "kept");
        }
        for (int day = 1; day <= 5; day++) {
            Files.writeString(directory.resolve("access.log.2020010" + day + "T000000.000Z.gz"), "old");
        }
        try (var log = open(new RotatePolicy(SMALL, Duration.ZERO, 2, Duration.ZERO, false))) {
            write(log, 0, 1500);
            Await.until(() -> aside().stream().anyMatch(one -> !one.toString().contains("log.2020")));
        }

        assertThat(aside()).hasSize(2).noneMatch(one -> one.toString().matches(".*log\\.2020010[1-4].*"));
        assertThat(others).allMatch(other -> Files.exists(directory.resolve(other)));
    }

    @Test
    void somebodyElseMayMoveItAwayMeanwhile() throws Exception {
        var moved = new ArrayList<Path>();
        try (var log = open(new RotatePolicy(SMALL, Duration.ZERO, 0, Duration.ZERO, false))) {
            for (int i = 0; i < REQUESTS; i += 1000) {
                write(log, i, i + 1000);
                try {
                    moved.add(Files.move(file(), directory.resolve("moved." + i)));
                } catch (NoSuchFileException _) {
                    // It was put aside in this moment, and nothing is in its place yet.
                }
                log.reopen();
                Await.until(() -> Files.exists(file()));
            }
        }

        var all = Stream.of(aside(), moved, List.of(file()))
                .flatMap(List::stream)
                .flatMap(one -> targets(one).stream())
                .toList();
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, REQUESTS).boxed().toList());
    }

    @Test
    void twoProcessesMayWriteAndRotateTheSameLog() throws Exception {
        var policy = new RotatePolicy(SMALL, Duration.ZERO, 0, Duration.ZERO, false);
        try (var one = open(policy);
                var other = open(policy)) {
            for (int i = 0; i < REQUESTS; i += 1000) {
                write(one, i, i + 500);
                write(other, i + 500, i + 1000);
                int files = aside().size();
                one.reopen();
                Await.until(() -> aside().size() > files || Files.exists(file()));
            }
        }

        var all = Stream.concat(aside().stream(), Stream.of(file()))
                .flatMap(file -> targets(file).stream())
                .toList();
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, REQUESTS).boxed().toList());
    }

    /** What a process left that ended between two steps: put aside only, half compressed, compressed but not deleted, reserved. */
    @Test
    void aStartGoesOnWhereAProcessEndedAmidst() throws Exception {
        leave("access.log.20200101T000000.000Z", "GET /1 \n");
        leave("access.log.20200102T000000.000Z", "GET /2 \n");
        leave("access.log.20200102T000000.000Z.gz.part", "\u001f half of what it was to be, and more");
        leave("access.log.20200103T000000.000Z", "GET /3 \n");
        leave("access.log.20200103T000000.000Z.gz", "\u001f in place, but not to the end on the disk");
        leave("access.log.20200104T000000.000Z", "");

        open(new RotatePolicy(SMALL, Duration.ZERO, 0, Duration.ZERO, true)).close();

        assertThat(names())
                .containsExactlyInAnyOrder(
                        "access.log",
                        "access.log.20200101T000000.000Z.gz",
                        "access.log.20200102T000000.000Z.gz",
                        "access.log.20200103T000000.000Z.gz");
        assertThat(aside()).extracting(RotationTest::targets).containsExactly(List.of(1), List.of(2), List.of(3));
    }

    private void leave(String name, String content) throws IOException {
        Files.writeString(directory.resolve(name), content);
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void whatIsOlderThanItMayBeGoes() throws Exception {
        leave("access.log.20200101T000000.000Z.gz", "old");
        leave("access.log.20200102T000000.000Z", "old");
        leave("access.log.20200102T000000.000Z.gz.part", "old");
        leave("access.log.29990101T000000.000Z", "from a clock that was wrong");

        open(new RotatePolicy(SMALL, Duration.ZERO, 0, Duration.ofDays(30), true))
                .close();

        assertThat(names()).containsExactlyInAnyOrder("access.log", "access.log.29990101T000000.000Z");
    }

    @Test
    void whoMayNotReadALogMayNotReadTheNextOrTheOldOneEither() throws Exception {
        Files.createFile(file());
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
        try (var log = open(new RotatePolicy(SMALL, Duration.ZERO, 0, Duration.ZERO, true))) {
            write(log, 0, 2000);
            Await.until(() -> rotations() > 0);
            time.ahead(Duration.ofMinutes(1));
            write(log, 2000, 4000);
            Await.until(() -> rotations() > 1);
        }

        var all = new ArrayList<>(aside());
        all.add(file());
        assertThat(all.getFirst().toString()).endsWith(".gz");
        assertThat(all)
                .allSatisfy(one -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                        .isEqualTo("rw-r-----"));
    }

    @Test
    void whatIsNoFileIsNotPutAside() {
        var device = AccessLogPolicy.DEFAULT.withFile("/dev/null").withRotate(Optional.of(RotatePolicy.DEFAULT));

        assertThatThrownBy(() -> AccessLog.open(device, 1, time, 1))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("access_log.rotate: /dev/null cannot be put aside");
    }
}
