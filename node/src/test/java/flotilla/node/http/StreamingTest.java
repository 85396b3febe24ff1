package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.RawClient;
import flotilla.node.ScriptedEndpoint;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Large bodies, slow readers, clients that leave. */
class StreamingTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    @Test
    void carriesLargeBodiesBothWaysUnchanged() throws IOException {
        int size = 5_000_000;
        var bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            var up = Thread.startVirtualThread(() -> {
                try {
                    client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + size + "\r\n\r\n");
                    client.socket().getOutputStream().write(bytes);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            try (var side = endpoint.accept()) {
                assertThat(side.readHead()).contains("Content-Length: " + size);
                assertThat(side.in().readNBytes(size)).isEqualTo(bytes);
                Thread.startVirtualThread(() -> {
                    try {
                        side.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                        side.socket().getOutputStream().write(bytes);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
                client.readHead();
                assertThat(client.in().readNBytes(size)).isEqualTo(bytes);
                assertThat(up.isAlive()).isFalse();
            }
        }
    }

    @Test
    void stopsReadingFromAnEndpointWhoseClientDoesNotRead() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            client.send(GET);
            try (var side = endpoint.accept()) {
                side.readHead();
                side.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
                var channel = side.socket();
                channel.setSendBufferSize(64 * 1024);
                long sent = floodUntilBlocked(side, 256L << 20);

                assertThat(sent)
                        .as("bytes that socket buffers and one piece account for")
                        .isLessThan(64L << 20);
                client.readHead();
                assertThat(client.in().readNBytes((int) Math.min(sent, 1 << 20)))
                        .hasSize((int) Math.min(sent, 1 << 20));
            }
        }
    }

    /** Writes until nothing has moved for a second. */
    private static long floodUntilBlocked(RawClient side, long most) throws IOException {
        var piece = new byte[64 * 1024];
        long sent = 0;
        var written = new AtomicLong();
        var writer = Thread.startVirtualThread(() -> {
            try {
                while (written.get() < most) {
                    side.socket().getOutputStream().write(piece);
                    written.addAndGet(piece.length);
                }
            } catch (IOException e) {
                // The test is over and has closed the socket.
            }
        });
        try {
            do {
                sent = written.get();
                writer.join(Duration.ofSeconds(1));
            } while (written.get() != sent && writer.isAlive());
        } catch (InterruptedException e) {
            throw new SocketTimeoutException("interrupted");
        }
        return sent;
    }

    @Test
    void doesNotSpinWhileABodyWaitsForItsEndpoint() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000\r\n\r\n");
            try (var side = endpoint.accept()) {
                side.readHead();
                floodUntilBlocked(client, 256L << 20);
                long before = ioThreadsCpuNanos();
                floodUntilBlocked(client, 1);

                assertThat(ioThreadsCpuNanos() - before)
                        .as("CPU time of the I/O threads in a second in which nothing can move")
                        .isLessThan(Duration.ofMillis(200).toNanos());
            }
        }
    }

    private static long ioThreadsCpuNanos() {
        var threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(info -> info != null && info.getThreadName().contains("I/O"))
                .mapToLong(info -> threads.getThreadCpuTime(info.getThreadId()))
                .sum();
    }

    @Test
    void endsTheEndpointsWorkWhenTheClientLeaves() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node()) {
            var client = node.client();
            client.send(GET);
            try (var side = endpoint.accept()) {
                side.readHead();
                client.close();

                assertThat(side.in().read()).isEqualTo(-1);
                assertThat(node.ended(1).getFirst().status()).isEqualTo(499);
                assertThat(node.ended(1).getFirst().reason()).isEqualTo("client_gone");
            }
        }
    }
}
