package flotilla.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.Await;
import flotilla.ops.config.ConfigFile;
import flotilla.ops.process.upgrade.Inheritance;
import flotilla.ops.process.upgrade.PlayedPredecessor;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that takes another one's place, has let clients in, and cannot go on. */
class AbandonedStartTest {

    @TempDir
    private Path directory;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);
    private final AtomicLong ahead = new AtomicLong();

    /** The system's, and ahead of it. */
    private final Time hasty = new Time() {
        @Override
        public long nanos() {
            return Time.system().nanos() + ahead.get();
        }

        @Override
        public Instant now() {
            return Time.system().now();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
            Time.system().pause(duration);
        }
    };

    @Test
    void clientsThatWereLetInAreAnswered() throws Exception {
        var endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/", exchange -> {
            asked.countDown();
            Await.passed(answered);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        endpoint.start();
        try (var server = PlayedPredecessor.listen(directory.resolve("sock"));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var start = threads.submit(() -> start(endpoint.getAddress().getPort()));
            try (var old = PlayedPredecessor.handOver(server)) {
                old.letInAndListenNoMore();
                try (var client = new Socket(InetAddress.getLoopbackAddress(), old.port())) {
                    client.getOutputStream()
                            .write("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.ISO_8859_1));
                    Await.passed(asked);

                    Await.until(() -> {
                        // From wherever it waits: it may not have begun to.
                        ahead.addAndGet(Duration.ofMinutes(1).toNanos());
                        return old.alone();
                    });
                    answered.countDown();

                    assertThat(text(client.getInputStream())).startsWith("HTTP/1.1 204");
                }
            }
            assertThat(failure(start))
                    .contains("process " + ProcessHandle.current().pid() + " speaks no more, and lives");
        } finally {
            answered.countDown();
            endpoint.stop(0);
        }
    }

    private NodeProcess start(int endpoint) throws Exception {
        var file = Files.writeString(directory.resolve("f.yaml"), """
                version: 1
                listeners: { web: 127.0.0.1:0 }
                admin: off
                upstreams: { shop: { source: 'fixed:127.0.0.1:%d' } }
                routes: [ { upstream: shop } ]
                """.formatted(endpoint));
        var settings = ConfigFile.read(file, Sources.load(SourceContext.of(Time.system())));
        var inheritance = Inheritance.await(directory.resolve("sock"), "test", hasty);
        return NodeProcess.start(settings, Optional.empty(), Time.system(), new Signals(), Optional.of(inheritance));
    }

    private static String text(InputStream in) throws Exception {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static String failure(Future<?> start) throws Exception {
        try {
            return "started: " + start.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause());
        }
    }
}
