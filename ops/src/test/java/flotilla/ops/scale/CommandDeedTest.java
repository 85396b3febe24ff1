package flotilla.ops.scale;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import flotilla.ops.scale.Deed.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes. */
class CommandDeedTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void getsTheOrderAsArgumentsAndInItsEnvironment() throws Exception {
        var deed = deed(LONG, """
                echo "$# $1 $2 $3 $4 $FLOTILLA_SCALE_ID $FLOTILLA_SCALE_UPSTREAM $FLOTILLA_SCALE_WANTED" > out
                echo "$FLOTILLA_SCALE_PRESENT $FLOTILLA_SCALE_NODE $FLOTILLA_SCALE_SIGNAL $FLOTILLA_SCALE_REASON" >> out
                """, "--now");

        var result = deed.carry(Orders.of("shop", 7));

        assertThat(result).isEqualTo(new Deed.Result(Outcome.DONE, "exit code 0"));
        assertThat(Files.readString(directory.resolve("out"))).isEqualTo("""
                4 --now shop 7 3 a/shop/7 shop 7
                3 a in_flight 90.0 requests in flight
                """);
    }

    @Test
    void knowsNoShell() throws Exception {
        var deed = deed(LONG, "printf '%s' \"$1\" > out");

        deed.carry(Orders.of("$(touch made); *", 7));

        assertThat(directory.resolve("out")).hasContent("$(touch made); *");
        assertThat(directory.resolve("made")).doesNotExist();
    }

    @Test
    void isTriedAgainAfterAnotherExitCodeAndTellsItsWords() throws Exception {
        var deed = deed(LONG, "echo 'no quota' >&2; echo 'left'; exit 3");

        assertThat(deed.carry(Orders.of("shop", 7)))
                .isEqualTo(new Deed.Result(Outcome.AGAIN, "exit code 3: no quota | left"));
    }

    @Test
    void goesOnHoweverMuchItSays() throws Exception {
        var deed = deed(LONG, "i=0; while [ $i -lt 20000 ]; do echo 0123456789; i=$((i+1)); done");

        assertThat(deed.carry(Orders.of("shop", 7)).outcome()).isEqualTo(Outcome.DONE);
    }

    @Test
    void isEndedWithAllItStartedWhenItTakesTooLong() throws Exception {
        var deed = deed(Duration.ofSeconds(10), "sleep 300 & echo $! > child.tmp; mv child.tmp child; wait");

        var result = deed.carry(Orders.of("shop", 7));

        assertThat(result.outcome()).isEqualTo(Outcome.AGAIN);
        assertThat(result.words()).isEqualTo("not over after 10000 ms, and ended");
        long child = Long.parseLong(Files.readString(directory.resolve("child")).strip());
        Await.until(() -> FlotillaProcess.ended(child));
    }

    @Test
    void isTriedAgainIfItIsNotThere() throws Exception {
        var deed = new CommandDeed(List.of(directory.resolve("nothing").toString()), LONG);

        var result = deed.carry(Orders.of("shop", 7));

        assertThat(result.outcome()).isEqualTo(Outcome.AGAIN);
        assertThat(result.words()).contains("No such file");
    }

    private CommandDeed deed(Duration timeout, String script, String... arguments) throws Exception {
        var file = Files.writeString(directory.resolve("script"), "cd '" + directory + "'\n" + script);
        var command = new ArrayList<>(List.of("/bin/sh", file.toString()));
        command.addAll(List.of(arguments));
        return new CommandDeed(command, timeout);
    }
}
