package flotilla.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.FlotillaProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the process id is written, and that the unit of systemd lets it be. */
class PidFileTest {

    @TempDir
    private Path directory;

    @Test
    void saysWhyItCannotBeWritten() throws Exception {
        Files.createDirectory(directory.resolve("flotilla.pid"));
        var file = Files.writeString(directory.resolve("flotilla.yaml"), """
                version: 1
                admin: off
                warm_up: 0s
                pid_file: $DIR/flotilla.pid
                listeners: { web: 127.0.0.1:0 }
                routes: [ { respond: { status: 204 } } ]
                """.replace("$DIR", directory.toString()));

        try (var process = FlotillaProcess.start("-c", file.toString())) {
            assertThat(process.exitCode()).isEqualTo(1);
            assertThat(process.err())
                    .contains("flotilla: pid_file " + directory + "/flotilla.pid: cannot be written: Is a directory");
        }
    }

    @Test
    void whatTheExampleWritesIsWhereTheUnitLetsItWrite() throws Exception {
        var unit = Files.readString(Path.of("deploy/flotilla.service"));
        assertThat(unit)
                .contains("RuntimeDirectory=flotilla\n", "StateDirectory=flotilla\n", "LogsDirectory=flotilla\n");

        var written = Pattern.compile("(?:/run|/var)/[^\\s,}]+")
                .matcher(Files.readString(Path.of("deploy/flotilla.yaml")))
                .results()
                .map(MatchResult::group)
                .toList();

        assertThat(written)
                .contains("/run/flotilla/flotilla.pid", "/run/flotilla/upgrade.sock", "/var/lib/flotilla")
                .allMatch(path -> path.matches("/run/flotilla/.*|/var/lib/flotilla(/.*)?|/var/log/flotilla/.*"));
    }
}
