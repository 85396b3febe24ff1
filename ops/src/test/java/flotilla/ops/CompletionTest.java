package flotilla.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code flotilla completion} prints, in a real bash. */
class CompletionTest {

    @TempDir
    private Path directory;

    private Path script() throws Exception {
        return Files.writeString(directory.resolve("completion"), CompletionOptions.script());
    }

    private static String bash(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("bash", "--norc", "--noprofile"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said.strip();
    }

    @Test
    void bashCanReadIt() throws Exception {
        assertThat(bash("-n", script().toString())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ctl dr, drain",
        "ct, ctl",
        "ctl settings un, unset",
        "ctl drain --token, --token-file",
        "completion zs, zsh"
    })
    void completes(String typed, String completed) throws Exception {
        // Outside of a shell that is typed at, there is nobody whom compopt could tell.
        var words = "flotilla " + typed;
        var count = words.split(" ").length;
        var asked = ("source %s; compopt() { :; }; COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s';"
                        + " COMP_POINT=${#COMP_LINE}; _complete_flotilla; echo \"${COMPREPLY[@]}\"")
                .formatted(script(), words, count - 1, words);

        assertThat(bash("-c", asked)).isEqualTo(completed);
    }
}
