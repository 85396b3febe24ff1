package flotilla.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The demo as a process, and what it leaves behind: nothing. */
class DemoTest {

    private static final String ANY = "127.0.0.1:0";

    @Test
    void showsTrafficAndEndsEverythingItStarted() throws Exception {
        try (var demo = FlotillaProcess.start("demo", "--for", "4s", "--bind", ANY, "--admin", ANY)) {
            Await.until(() -> pids(demo).size() == 3 || !demo.alive());
            var endpoints = pids(demo);

            assertThat(demo.exitCode()).isZero();

            assertThat(demo.out())
                    .contains("Open:     http://127.0.0.1:")
                    .containsPattern("[1-9]\\d* answered, 0 failed; quick up \\d+/s, steady up \\d+/s, slow up \\d+/s");
            assertThat(endpoints).hasSize(3);
            Await.until(() -> endpoints.stream().noneMatch(DemoTest::lives));
        }
    }

    @Test
    void anEndpointThatIsKilledLeavesAndNoRequestFails() throws Exception {
        try (var demo = FlotillaProcess.start("demo", "--bind", ANY, "--admin", ANY)) {
            Await.until(() -> demo.out().contains("answered"));

            ProcessHandle.of(pids(demo).getFirst()).orElseThrow().destroyForcibly();

            Await.until(() -> demo.out().contains("quick DOWN"));
            demo.signal("TERM");
            assertThat(demo.exitCode()).isZero();
            assertThat(demo.out().lines().filter(line -> line.contains(" answered, ")))
                    .allMatch(line -> line.contains(" 0 failed"));
        }
    }

    @Test
    void theEndpointsEndWhenTheDemoIsKilled() throws Exception {
        try (var demo = FlotillaProcess.start("demo", "--bind", ANY, "--admin", ANY)) {
            Await.until(() -> pids(demo).size() == 3);
            var endpoints = pids(demo);

            demo.signal("KILL");

            Await.until(() -> endpoints.stream().noneMatch(DemoTest::lives));
        }
    }

    @Test
    void findsTheEndpointsInConsul() throws Exception {
        var consul = Optional.ofNullable(System.getenv("CONSUL_BIN")).filter(bin -> Files.isExecutable(Path.of(bin)));
        Assumptions.assumeTrue(consul.isPresent(), "CONSUL_BIN names no program");
        try (var demo = FlotillaProcess.start(
                Map.of("CONSUL_BIN", consul.get()),
                "demo",
                "--consul",
                "--for",
                "20s",
                "--bind",
                ANY,
                "--admin",
                ANY)) {
            Await.until(() -> demo.out().matches("(?s).*[1-9]\\d* answered, 0 failed; .*up [1-9].*"));

            assertThat(demo.out()).contains("/ui   the endpoints are its service shop");
            assertThat(demo.err()).contains("because consul://shop");
            demo.signal("TERM");
            assertThat(demo.exitCode()).isZero();
        }
    }

    @Test
    void saysHowToGetConsulAndGoesOnWithout() throws Exception {
        try (var demo = FlotillaProcess.start(
                Map.of("CONSUL_BIN", "/no/such/consul"),
                "demo",
                "--consul",
                "--for",
                "1s",
                "--bind",
                ANY,
                "--admin",
                ANY)) {
            assertThat(demo.exitCode()).isZero();
            assertThat(demo.out()).contains("No consul binary", "https://developer.hashicorp.com/consul/install");
        }
    }

    private static List<Long> pids(FlotillaProcess demo) {
        return Pattern.compile("kill -9 (\\d+)")
                .matcher(demo.out())
                .results()
                .map(match -> Long.valueOf(match.group(1)))
                .toList();
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
}
