package flotilla.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.config.CommandLineForm;
import flotilla.ops.process.NodeProcess;
import flotilla.ops.status.RemoteFaults;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

/** {@code flotilla fault} as it is typed, at a real node. */
class FaultOptionsTest {

    private final NodeProcess process = process();
    private final String route = process.node().view().routes().getFirst().name();

    private static NodeProcess process() {
        var form = new CommandLineForm(
                List.of("127.0.0.1:0"), List.of("127.0.0.1:81"), "", "/", 0, "round_robin", "127.0.0.1:0", "off", 1);
        return NodeProcess.start(form.settings(Sources.load(SourceContext.of(Time.system()))), Time.system());
    }

    @AfterEach
    void close() {
        process.close();
    }

    private RemoteFaults fault(String... words) throws IOException, InterruptedException {
        var admin = "127.0.0.1:" + process.admin().orElseThrow().getPort();
        var all =
                Stream.concat(Arrays.stream(words), Stream.of("--admin", admin)).toArray(String[]::new);
        var options = new FaultOptions();
        var parsed = new picocli.CommandLine(options).parseArgs(all);
        if (!parsed.hasSubcommand()) {
            return options.ask();
        }
        Asking asking = parsed.subcommand().commandSpec().commandLine().getCommand();
        return (RemoteFaults) asking.ask();
    }

    @Test
    void setListAndClear() throws Exception {
        assertThat(fault().text()).isEqualTo("no drill is under way\n");

        var set = fault(
                "set",
                route,
                "--for",
                "1m",
                "--delay",
                "2s",
                "--delay-percent",
                "0.5",
                "--abort",
                "503",
                "--abort-percent",
                "5",
                "--header",
                "X-Drill: 1",
                "--by",
                "alice",
                "--why",
                "game day");

        assertThat(set.text()).contains("2000.0 ms, 0.5 %", "503, 5.0 %", "X-Drill: 1", "alice", "game day");
        assertThat(fault("list").text()).contains(route, "2000.0 ms, 0.5 %");
        assertThat(fault().json()).contains("\"abort\" : 503");
        assertThat(fault("clear", route, "--by", "alice").text()).isEqualTo("no drill is under way\n");
    }

    @Test
    void aDrillWithoutAnEndIsRefusedBeforeAnybodyIsAsked() {
        assertThatThrownBy(() -> fault("set", route, "--abort", "503", "--abort-percent", "5"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("--for");
    }

    @Test
    void whatTheNodeRefusesIsNamed() {
        assertThatThrownBy(() -> fault("clear", "nowhere"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("answers 422: route: nowhere (expected: one that has a drill)");
    }
}
