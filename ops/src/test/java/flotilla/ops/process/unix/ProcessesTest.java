package flotilla.ops.process.unix;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProcessesTest {

    @Test
    void aProcessLivesUntilItHasEndedWhetherOrNotItsParentHasTakenNote() throws Exception {
        // The parent becomes another program, which waits for nobody.
        var parent = new ProcessBuilder("bash", "-c", "read < <(:) & echo $!; exec sleep 600").start();
        try (var out = new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
            long child = Long.parseLong(out.readLine());

            Await.until(() -> FlotillaProcess.ended(child));

            assertThat(Processes.lives(child)).isFalse();
            assertThat(Processes.lives(parent.pid())).isTrue();
        } finally {
            parent.destroyForcibly().waitFor();
        }
        assertThat(Processes.lives(parent.pid())).isFalse();
    }
}
