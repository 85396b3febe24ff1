package flotilla.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of requests that do not end in the time that a stop has. */
class StopTimeoutTest {

    @TempDir
    private Path directory;

    @Test
    void requestsThatDoNotEndInTimeAreCutAndTheLogSaysSo() throws Exception {
        try (var endpoint = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
                var process = start(endpoint.getLocalPort());
                var client = new Socket(InetAddress.getLoopbackAddress(), process.port("listener web: on "))) {
            client.getOutputStream()
                    .write("GET /held HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            try (var held = endpoint.accept()) {
                assertThat(held.getInputStream().read()).isEqualTo('G');

                process.signal("TERM");

                int code = process.exitCode();
                assertThat(code).as(process.err()).isZero();
            }
            assertThat(process.err())
                    .contains("stopping: up to 1 s for 1 requests in flight")
                    .contains("1 requests were still in flight after 1 s and are cut")
                    .contains("stopped");
            assertThat(Files.readString(directory.resolve("access.log")))
                    .as("a line for the request that was cut")
                    .contains("\"GET /held HTTP/1.1\" 503")
                    .contains(" shutting_down");
        }
    }

    private FlotillaProcess start(int port) throws Exception {
        var file = Files.writeString(directory.resolve("flotilla.yaml"), """
                version: 1
                admin: off
                access_log: { file: $LOG }
                stop_timeout: 1s
                listeners: { web: 127.0.0.1:0 }
                upstreams: { shop: { source: 'fixed:127.0.0.1:$PORT' } }
                routes: [ { upstream: shop } ]
                """.replace("$PORT", String.valueOf(port))
                .replace("$LOG", directory.resolve("access.log").toString()));
        return FlotillaProcess.start("-c", file.toString());
    }
}
