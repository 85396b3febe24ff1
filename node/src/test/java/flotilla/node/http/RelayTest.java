package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.ScriptedEndpoint;
import flotilla.node.TestNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What passes between a client and an endpoint, byte for byte. */
class RelayTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    @Test
    void passesARequestAndItsAnswer() throws IOException {
        try (var endpoint = FakeEndpoint.start().body("hello");
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            var answer = client.send("GET /a?b=%41 HTTP/1.1\r\nHost: shop.example\r\nX-A: one\r\n\r\n")
                    .readAnswer();

            assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nhello");
            assertThat(endpoint.last().target()).isEqualTo("/a?b=%41");
            assertThat(endpoint.last().header("Host")).contains("shop.example");
            assertThat(endpoint.last().header("X-A")).contains("one");
        }
    }

    @Test
    void keepsConnectionsOnBothSides() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(GET).readAnswer()).endsWith("ok");
            }

            assertThat(endpoint.connections()).isEqualTo(1);
            assertThat(endpoint.requests()).isEqualTo(20);
        }
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            var post = "POST /2 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
            client.send(GET + post + "PUT /3 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nxy" + GET);

            for (int i = 0; i < 4; i++) {
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("ok");
            }
            assertThat(endpoint.received())
                    .extracting(r -> r.method() + r.body())
                    .containsExactly("GET", "POSTabc", "PUTxy", "GET");
        }
    }

    @Test
    void answersHeadWithoutABodyAndKeepsTheLength() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
            try (var side = endpoint.accept()) {
                side.readHead();
                side.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");

                assertThat(client.readHead()).contains("Content-Length: 1000");

                client.send(GET);
                side.readHead();
                side.send("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n");
                assertThat(client.readHead()).startsWith("HTTP/1.1 204").doesNotContain("Content-Length");

                client.send(GET);
                side.readHead();
                side.send("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\nETag: \"a\"\r\n\r\n");
                assertThat(client.readHead()).startsWith("HTTP/1.1 304").contains("Content-Length: 7");
            }
        }
    }

    @Test
    void passesChunksOnAsTheyComeWithTheirTrailers() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            client.send(GET);
            try (var side = endpoint.accept()) {
                side.readHead();
                side.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n");
                assertThat(client.readHead()).contains("Transfer-Encoding: chunked");

                side.send("5;ext=1\r\nhello\r\n");
                assertThat(client.readUntil("hello\r\n")).isEqualTo("5\r\nhello\r\n");

                side.send("3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 42\r\nContent-Length: 3\r\n\r\n");
                assertThat(client.readUntil("\r\n\r\n")).isEqualTo("5\r\nabcde\r\n0\r\nX-Sum: 42\r\n\r\n");
            }
        }
    }

    @Test
    void framesAnAnswerAnewThatEndsWithItsConnection() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            client.send(GET);
            try (var side = endpoint.accept()) {
                side.readHead();
                side.send("HTTP/1.0 200 OK\r\n\r\nall of it");
            }

            assertThat(client.readUntil("0\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .contains("all of it");
        }
    }

    @Test
    void takesTheChunksOffForAnHttp10Client() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            try (var side = endpoint.accept()) {
                side.readHead();
                side.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

                assertThat(client.readToEnd()).isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabcde");
            }
        }
    }

    @Test
    void keepsAnHttp10ClientThatAsksForIt() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                                .readAnswer())
                        .contains("Connection: keep-alive")
                        .endsWith("ok");
            }
            assertThat(client.send("GET / HTTP/1.0\r\n\r\n").readToEnd()).endsWith("ok");
        }
    }

    @Test
    void closesForAClientThatAsksForItInAList() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, close\r\n\r\n")
                            .readToEnd())
                    .contains("Connection: close")
                    .endsWith("ok");
        }
    }

    @Test
    void passesInterimAnswersOn() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            client.send(GET);
            try (var side = endpoint.accept()) {
                side.readHead();
                side.send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
                assertThat(client.readHead()).isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");

                side.send("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                assertThat(client.readHead()).startsWith("HTTP/1.1 103");
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("ok");
            }
        }
    }

    @Test
    void letsTheEndpointDecideWhetherAnExpectedBodyIsSent() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            try (var side = endpoint.accept()) {
                assertThat(side.readHead()).contains("Expect: 100-continue");
                side.send("HTTP/1.1 100 Continue\r\n\r\n");
                assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");

                client.send("abc");
                assertThat(side.readUntil("abc")).isEqualTo("abc");
                side.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                assertThat(client.readAnswer()).endsWith("ok");
            }
        }
    }

    @Test
    void passesARefusalOfAnExpectedBodyAndCloses() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            try (var side = endpoint.accept()) {
                side.readHead();
                side.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");

                assertThat(client.readAnswer()).startsWith("HTTP/1.1 403").endsWith("no");
                client.socket().shutdownOutput();
                assertThat(client.readToEnd()).isEmpty();
            }
        }
    }

    @Test
    void cutsAnAnswerThatIsCutByTheEndpoint() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            client.send(GET);
            try (var side = endpoint.accept()) {
                side.readHead();
                side.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
                client.readUntil("hello\r\n");
            }

            assertThat(client.readToEnd()).isEqualTo("<reset>");
            assertThat(node.ended(1).getFirst().reason()).isEqualTo("response_cut");
        }
    }

    @Test
    void cutsAnAnswerThatTurnsIntoGarbage() throws IOException {
        try (var endpoint = new ScriptedEndpoint();
                var node = endpoint.node();
                var client = node.client()) {
            client.send(GET);
            try (var side = endpoint.accept()) {
                side.readHead();
                side.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
                client.readUntil("a\r\n");
                side.send("zz\r\n");

                assertThat(client.readToEnd()).isEqualTo("<reset>");
            }
        }
    }
}
