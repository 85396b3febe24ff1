package flotilla.ops.process.follow;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own, as the log of events is that of all that a process does. */
class ErrorLogFollowsTest {

    @TempDir
    private Path directory;

    private Path log() {
        return directory.resolve("error.log");
    }

    private Path config(String errorLog) throws IOException {
        return Files.writeString(directory.resolve("flotilla.yaml"), """
                version: 1
                admin: off
                reload: { watch: false }
                error_log: %s
                listeners: { web: 127.0.0.1:0 }
                routes:
                  - { respond: { status: 200, body: hello } }
                """.formatted(errorLog));
    }

    private List<Path> aside() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("error.log.2"))
                    .filter(file -> file.toFile().length() > 0)
                    .toList();
        }
    }

    private void awaitLine(String words) throws Exception {
        Await.until(() -> content().contains(words));
    }

    /** Empty in the moment in which it has another name already. */
    private String content() throws IOException {
        try {
            return Files.readString(log());
        } catch (NoSuchFileException _) {
            return "";
        }
    }

    @Test
    void itIsPutAsideFromAReloadOnThatSaysSoAndStaysWhereItIs() throws Exception {
        Files.writeString(log(), "of an earlier start\n".repeat(4000));
        try (var process = FlotillaProcess.start("-c", config(log().toString()).toString())) {
            awaitLine("listener web: on ");

            config("{ file: " + directory.resolve("other.log") + ", rotate: { size: 64KiB } }");
            process.signal("HUP");
            awaitLine(
                    "not reloaded, revision 1 stays: needs a restart, or an upgrade (flotilla -u), which loses no request:"
                            + " error_log.file: ");
            assertThat(aside()).isEmpty();

            config("{ file: " + log() + ", rotate: { size: 64KiB, every: 0, compress: false } }");
            process.signal("HUP");
            awaitLine("put aside as error.log.2");
            var old = aside();
            assertThat(old).hasSize(1);
            process.signal("TERM");
            assertThat(process.exitCode()).isZero();
            var before = Files.readString(old.getFirst());
            var after = Files.readString(log());
            assertThat(before).contains("of an earlier start");
            assertThat(after).contains("stopped").doesNotContain("of an earlier start");
            assertThat(before + after)
                    .containsOnlyOnce("revision 1 -> 2 by SIGHUP: ")
                    .contains("error_log.rotate.size: nothing -> 65536");
            assertThat(directory.resolve("other.log")).doesNotExist();
            assertThat(process.err()).isEmpty();
        }
    }

    @Test
    void whatTheDiskDoesNotTakeGoesToStandardError() throws Exception {
        try (var process = FlotillaProcess.start("-c", config("/dev/full").toString())) {
            process.port("listener web: on ");

            assertThat(process.err()).startsWith("error log: cannot be written, events stand here: ");
            process.signal("TERM");
            assertThat(process.exitCode()).isZero();
            assertThat(process.err()).contains("stopped");
        }
    }

    @Test
    void oneThatCannotBeOpenedEndsTheStart() throws Exception {
        try (var process =
                FlotillaProcess.start("-c", config(directory.toString()).toString())) {
            assertThat(process.exitCode()).isEqualTo(1);
            assertThat(process.err()).startsWith("flotilla: error_log " + directory + ": cannot be opened: ");
        }
    }
}
