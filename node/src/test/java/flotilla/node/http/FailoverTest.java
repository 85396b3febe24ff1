package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.ScriptedEndpoint;
import flotilla.node.TestNode;
import flotilla.node.route.Timeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a request whose endpoint fails. */
class FailoverTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH"})
    void goesToAnotherEndpointWhenOneRefusesWhateverTheMethod(String method) throws IOException {
        try (var dead = FakeEndpoint.start();
                var alive = FakeEndpoint.start();
                var node = TestNode.before(dead, alive);
                var client = node.client()) {
            dead.refuse();

            for (int i = 0; i < 10; i++) {
                client.send(method + " / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
            }
            assertThat(alive.received())
                    .hasSize(10)
                    .allSatisfy(r -> assertThat(r.body()).isEqualTo("abc"));
        }
    }

    @Test
    void answers502WhenEveryEndpointRefuses() throws IOException {
        try (var one = FakeEndpoint.start();
                var other = FakeEndpoint.start();
                var node = TestNode.before(one, other);
                var client = node.client()) {
            one.refuse();
            other.refuse();

            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 502").contains("connect_refused");
            assertThat(node.ended(1).getFirst().attempts()).isEqualTo(2);
        }
    }

    @Test
    void sendsAnIdempotentRequestToAnotherEndpointWhenNoAnswerBeginsInTime() throws IOException {
        var given = Timeouts.DEFAULT;
        var patience = TestNode.policy(
                new Timeouts(given.connect(), given.tls(), Duration.ofMillis(300), given.idle(), given.request()));
        try (var silent = FakeEndpoint.start().hold();
                var alive = FakeEndpoint.start();
                var node = TestNode.before(patience, silent, alive);
                var client = node.client()) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200");
            }
            assertThat(alive.received()).hasSize(2);

            // In turn each endpoint gets one of two POSTs.
            var answers = new HashSet<String>();
            for (int i = 0; i < 2; i++) {
                client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
                answers.add(client.readAnswer().substring(0, 12));
            }
            assertThat(answers).containsExactlyInAnyOrder("HTTP/1.1 200", "HTTP/1.1 504");
            silent.release();
        }
    }

    @Test
    void sendsAnIdempotentRequestAgainWhenAKeptConnectionWasClosed() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            client.send(GET);
            try (var first = endpoint.accept()) {
                first.readHead();
                first.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                client.readAnswer();
                // Closed exactly when the next request is on its way.
                client.send("GET /again HTTP/1.1\r\nHost: h\r\n\r\n");
                first.readHead();
            }

            try (var second = endpoint.accept()) {
                assertThat(second.readHead()).startsWith("GET /again ");
                second.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                assertThat(client.readAnswer()).endsWith("ok");
            }
        }
    }

    @Test
    void neverSendsAPostTwiceThatMayHaveArrived() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            client.send(GET);
            try (var first = endpoint.accept()) {
                first.readHead();
                first.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                client.readAnswer();
                client.send("POST /once HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx");
                first.readUntil("x");
            }

            assertThat(client.readAnswer()).startsWith("HTTP/1.1 502").contains("closed_early");
        }
    }

    @Test
    void noticesThatAKeptConnectionIsClosedBeforeItSendsAPost() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            for (int i = 0; i < 20; i++) {
                client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx");
                try (var side = endpoint.accept()) {
                    side.readUntil("x");
                    side.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    assertThat(client.readAnswer()).startsWith("HTTP/1.1 200");
                }
            }
        }
    }

    @Test
    void answers502WhenAFreshConnectionIsClosedWithoutAnAnswer() throws IOException {
        try (var endpoint = FakeEndpoint.start().closeOnRequest();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 502").contains("closed_early");
            assertThat(endpoint.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"
            })
    void answers502ToWhatIsNotAnAnswer(String bytes) throws IOException {
        try (var endpoint = FakeEndpoint.start().raw(bytes);
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 502").contains("bad_response");
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 502");
        }
    }

    @Test
    void takesAStatusLineWithoutAReason() throws IOException {
        try (var endpoint = FakeEndpoint.start().raw("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok");
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            assertThat(client.send(GET).readAnswer())
                    .startsWith("HTTP/1.1 200 \r\n")
                    .endsWith("ok");
        }
    }

    @Test
    void neverReusesAConnectionWithBytesBehindItsAnswer() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            client.send(GET);
            try (var first = endpoint.accept()) {
                first.readHead();
                first.send(
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 Poison\r\nContent-Length: 0\r\n\r\n");
                assertThat(client.readAnswer()).endsWith("\r\n\r\nok");

                client.send(GET);
                try (var second = endpoint.accept()) {
                    second.readHead();
                    second.send("HTTP/1.1 200 Clean\r\nContent-Length: 0\r\n\r\n");
                    assertThat(client.readHead()).contains("Clean");
                }
            }
        }
    }
}
