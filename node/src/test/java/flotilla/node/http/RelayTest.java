package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.TestNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RelayTest {

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
}
