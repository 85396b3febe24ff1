package flotilla.ops.demo;

import flotilla.discovery.Time;
import flotilla.node.telemetry.Telemetry;
import flotilla.ops.config.Settings;
import flotilla.ops.process.NodeProcess;
import flotilla.ops.process.warmup.WarmUp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.IntFunction;

/**
 * A short life of a node, from start to stop with some requests in between, for the JVM to watch: what it loads and
 * compiles here goes into the AOT cache, and the next start finds it there.
 */
public final class Rehearsal {

    private static final int REQUESTS = 3000;
    private static final Duration WARM_UP = Duration.ofMillis(300);
    private static final int TIMEOUT_MILLIS = 10_000;

    private Rehearsal() {}

    /**
     * @param settingsFor makes the settings of a node with an admin port and one endpoint at that port
     * @throws IOException if a request got no answer
     */
    public static void run(IntFunction<Settings> settingsFor, Time time) throws IOException {
        try (var endpoint = DemoEndpoint.start("rehearsal", 0, Duration.ZERO, time);
                var process = NodeProcess.start(settingsFor.apply(endpoint.port()), time)) {
            ask(process.node().addresses().values().iterator().next(), "/", REQUESTS);
            ask(process.admin().orElseThrow(), "/metrics", 2);
            ask(process.admin().orElseThrow(), "/api/v1/upstreams", 2);
            ask(process.admin().orElseThrow(), "/readyz", 2);
            new WarmUp(time, Telemetry.NONE).run(WARM_UP, () -> false);
            process.stop();
        }
    }

    private static void ask(InetSocketAddress address, String path, int times) throws IOException {
        var request = ("GET " + path + " HTTP/1.1\r\nHost: rehearsal\r\nUser-Agent: rehearsal\r\nAccept: */*\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var buffer = new byte[1 << 16];
            for (int i = 0; i < times; i++) {
                socket.getOutputStream().write(request);
                if (socket.getInputStream().read(buffer) < 0) {
                    throw new IOException("no answer to request " + i + " for " + path);
                }
            }
        }
    }
}
