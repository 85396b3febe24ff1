package flotilla.ops.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admin port of a process that has no file descriptors left. */
class AdminPortTest {

    /** As the log says it, whose clock is not the one that the pause goes by. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(150);

    @TempDir
    private Path directory;

    /** Below those that are open, so that there is no other. */
    private static void limitDescriptors(long pid, int most) throws Exception {
        var prlimit = new ProcessBuilder("prlimit", "--pid", String.valueOf(pid), "--nofile=" + most + ":");
        assertThat(prlimit.inheritIO().start().waitFor()).isZero();
    }

    private static List<Instant> refusals(FlotillaProcess process) {
        return process.err()
                .lines()
                .filter(line -> line.contains("admin: cannot accept"))
                .map(line -> Instant.parse(line.substring(0, line.indexOf(' '))))
                .toList();
    }

    @Test
    void whatCannotBeAcceptedIsTriedAgainAfterAPause() throws Exception {
        var file = Files.writeString(directory.resolve("f.yaml"), """
                version: 1
                reload: { watch: false }
                admin: { bind: 127.0.0.1:0 }
                access_log: off
                listeners: { web: { bind: 127.0.0.1:0 } }
                routes: [{ respond: { status: 204 } }]
                """);
        try (var process = FlotillaProcess.start("-c", file.toString())) {
            int port = process.port("admin: on");
            // A request is kept until the start is at its end, and with it what else it opens.
            process.signal("HUP");
            Await.until(() -> process.err().contains("configuration: "));
            limitDescriptors(process.pid(), 10);
            try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.getOutputStream().write("GET /healthz HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
                Await.until(() -> refusals(process).size() >= 4);
                limitDescriptors(process.pid(), 1_000);

                assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII))
                        .startsWith("HTTP/1.0 200");
            }
            var refusals = refusals(process);
            for (int i = 1; i < refusals.size(); i++) {
                assertThat(Duration.between(refusals.get(i - 1), refusals.get(i)))
                        .isGreaterThan(SHORTEST_PAUSE);
            }
        }
    }
}
