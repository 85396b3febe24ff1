package flotilla.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeEndpointTest {

    private final FakeEndpoint fake = FakeEndpoint.start();

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void answersAndRemembersTheRequest() throws Exception {
        fake.status(201).body("made").header("X-A", "b");

        String answer = ask("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc");

        assertThat(answer).startsWith("HTTP/1.1 201 ").contains("X-A: b\r\n").endsWith("\r\n\r\nmade");
        assertThat(fake.last().target()).isEqualTo("/x");
        assertThat(fake.last().header("Host")).contains("h");
        assertThat(fake.last().body()).isEqualTo("abc");
    }

    @Test
    void readsAChunkedRequestAndTheNextOneAfterIt() throws Exception {
        String chunked = "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
        String second = "GET /second HTTP/1.1\r\nConnection: close\r\n\r\n";

        String answer = ask(chunked + second);

        assertThat(answer.split("HTTP/1.1 200", -1)).hasSize(3);
        assertThat(fake.received()).extracting(Received::body).containsExactly("abc", "");
        assertThat(fake.connections()).isEqualTo(1);
    }

    @Test
    void cutsAnAnswerInTheMiddle() throws Exception {
        fake.body("0123456789").cutAnswer();

        assertThat(ask("GET / HTTP/1.1\r\n\r\n"))
                .contains("Content-Length: 10\r\n")
                .endsWith("\r\n\r\n01234");
    }

    @Test
    void resetsAndRefusesAndAcceptsAgain() throws Exception {
        fake.resetOnRequest();
        assertThatThrownBy(() -> ask("GET / HTTP/1.1\r\n\r\n")).isInstanceOf(SocketException.class);

        fake.refuse();
        assertThatThrownBy(() -> ask("GET / HTTP/1.1\r\n\r\n")).isInstanceOf(ConnectException.class);

        fake.answer().accept();
        assertThat(ask("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void holdsAnswersUntilReleased() throws Exception {
        fake.hold();
        try (var socket = open()) {
            send(socket.getOutputStream(), "GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
            fake.awaitRequests(1);
            assertThat(socket.getInputStream().available()).isZero();

            fake.release();

            assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
        }
    }

    private String ask(String request) throws IOException {
        try (var socket = open()) {
            send(socket.getOutputStream(), request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private Socket open() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), fake.port());
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
