package flotilla.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Time;
import flotilla.ops.access.AccessPolicy;
import flotilla.ops.access.AuditLog;
import flotilla.ops.access.Gate;
import flotilla.ops.rest.Reply;
import flotilla.ops.rest.Router;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeptConnectionsTest {

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final AdminServer server = AdminServer.start(
            new AdminPolicy("127.0.0.1:0"),
            Map.of("/quick", Page.open(() -> text("quick")), "/slow", Page.open(this::slow)),
            new Router(List.of()),
            new Gate(AccessPolicy.DEFAULT, Time.system()),
            AuditLog.open(Optional.empty(), Time.system()));

    @AfterEach
    void close() {
        server.close();
    }

    private static Reply text(String body) {
        return new Reply(200, "text/plain", body, "", Map.of());
    }

    private Reply slow() {
        asked.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return text("slow");
    }

    /** A client that keeps its connection. */
    private final class Client implements AutoCloseable {

        private final Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort());
        private final BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));

        Client() throws IOException {
            socket.setSoTimeout(30_000);
        }

        void ask(String path) throws IOException {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
        }

        /** The head of an answer, whose body is read as well. */
        List<String> answer() throws IOException {
            var head = in.lines().takeWhile(line -> !line.isEmpty()).toList();
            int length = head.stream()
                    .filter(line -> line.startsWith("Content-Length: "))
                    .mapToInt(line -> Integer.parseInt(line.substring(16)))
                    .findFirst()
                    .orElseThrow();
            for (int i = 0; i < length; i++) {
                assertThat(in.read()).isNotNegative();
            }
            return head;
        }

        boolean closed() throws IOException {
            return in.read() < 0;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void idleOnesAreClosedAndBusyOnesBehindTheirAnswer() throws Exception {
        try (var idle = new Client();
                var busy = new Client();
                var silent = new Client()) {
            for (int i = 0; i < 2; i++) {
                idle.ask("/quick");
                assertThat(idle.answer()).contains("HTTP/1.1 200 OK").doesNotContain("Connection: close");
            }
            busy.ask("/slow");
            asked.await();

            server.stopAccepting();

            assertThat(idle.closed()).isTrue();
            release.countDown();
            assertThat(busy.answer()).contains("HTTP/1.1 200 OK", "Connection: close");
            assertThat(busy.closed()).isTrue();
            silent.ask("/quick");
            assertThat(silent.answer()).contains("HTTP/1.1 200 OK", "Connection: close");
            assertThat(silent.closed()).isTrue();
        }
    }
}
