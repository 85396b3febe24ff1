package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.TestNode;
import flotilla.node.route.Page;
import flotilla.node.route.RatePolicy;
import flotilla.node.route.Route;
import flotilla.node.route.RouteMatch;
import flotilla.node.route.StaticAnswer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Routes that answer by themselves, and pages for failures. */
class StaticAnswerTest {

    private static final Route ROUTE = new Route("all", RouteMatch.any(), "app", Route.UNLIMITED);
    private static final Page PAGE = new Page(
            "text/html; charset=utf-8",
            Map.of("X-Page", "sorry"),
            "<p>f\u00fcr sp\u00e4ter</p>".getBytes(StandardCharsets.UTF_8));
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String HEAD = "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n";

    @Test
    void answersEveryMethodAndTheConnectionGoesOn() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(ROUTE.responding(new StaticAnswer(503, PAGE)), endpoint);
                var client = node.client()) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(GET).readAnswer())
                        .isEqualTo("HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html; charset=utf-8\r\n"
                                + "X-Page: sorry\r\nContent-Length: 19\r\n\r\n<p>f\u00c3\u00bcr sp\u00c3\u00a4ter</p>");
                assertThat(client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc")
                                .readAnswer())
                        .startsWith("HTTP/1.1 503")
                        .doesNotContain("Connection: close");
            }
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" + GET);
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 503");
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 503");

            assertThat(endpoint.requests()).isZero();
            var ended = node.ended(6).getLast();
            assertThat(ended.route()).isEqualTo("all");
            assertThat(ended.upstream()).isEmpty();
            assertThat(ended.status()).isEqualTo(503);
            assertThat(ended.reason()).isEmpty();
            assertThat(ended.attempts()).isZero();
            node.awaitQuiet();
        }
    }

    @Test
    void aHeadGetsTheLengthAndNoBody() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(ROUTE.responding(new StaticAnswer(200, Page.of("hello"))), endpoint);
                var client = node.client()) {
            client.send(HEAD);
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 OK\r\n").contains("Content-Length: 5\r\n");
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200").endsWith("\r\n\r\nhello");
        }
    }

    @Test
    void anAnswerWithoutContentHasNoLength() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(ROUTE.responding(new StaticAnswer(204, Page.of(""))), endpoint);
                var client = node.client()) {
            client.send(GET);
            assertThat(client.readHead()).isEqualTo("HTTP/1.1 204 No Content\r\n\r\n");
        }
    }

    @Test
    void aBodyThatIsStillToComeEndsTheConnectionBehindTheAnswer() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(ROUTE.responding(new StaticAnswer(200, Page.of("hello"))), endpoint);
                var client = node.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\nabc");

            assertThat(client.readAnswer()).contains("Connection: close").endsWith("hello");
        }
    }

    @Test
    void theRouteRateHoldsForItToo() throws IOException {
        var route = ROUTE.responding(new StaticAnswer(200, Page.of("hello"))).withRate(RatePolicy.of("1/h"));
        try (var endpoint = FakeEndpoint.start();
                var node = node(route, endpoint);
                var client = node.client()) {
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200");
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 429").contains("Retry-After");
        }
    }

    @Test
    void aMaintenancePageKeepsStatusAndReason() throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = node(ROUTE.withMaintenance(PAGE), endpoint);
                var client = node.client()) {
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 200").doesNotContain("X-Page");
            endpoint.refuse().dropConnections();

            assertThat(client.send(GET).readAnswer())
                    .startsWith(
                            "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html; charset=utf-8\r\nX-Page: sorry\r\n")
                    .contains("Proxy-Status: flotilla; error=connection_refused; details=\"connect_refused\"")
                    .endsWith("ter</p>");
            assertThat(node.ended(2).getLast().reason()).isEqualTo("connect_refused");
        }
    }

    @Test
    void anUpstreamWithoutAnEndpointShowsTheMaintenancePage() throws IOException {
        try (var node = node(ROUTE.withMaintenance(PAGE), "fixed:127.0.0.1:1;weight=0");
                var client = node.client()) {
            assertThat(client.send(GET).readAnswer())
                    .startsWith("HTTP/1.1 503 Service Unavailable")
                    .contains("X-Page: sorry", "details=\"no_endpoint\"")
                    .endsWith("ter</p>");
        }
    }

    /** What an endpoint says is its own matter, and what a client did wrong no reason to ask for patience. */
    @Test
    void thePageIsForFailuresOfOurOwnAlone() throws IOException {
        try (var endpoint = FakeEndpoint.start().status(503);
                var node = node(ROUTE.withMaintenance(PAGE).withRate(new RatePolicy("1/h", 1)), endpoint);
                var client = node.client()) {
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 503").doesNotContain("X-Page");
            assertThat(client.send(GET).readAnswer()).startsWith("HTTP/1.1 429").doesNotContain("X-Page");
        }
    }

    private static TestNode node(Route route, FakeEndpoint endpoint) {
        return node(route, "fixed:127.0.0.1:" + endpoint.port());
    }

    private static TestNode node(Route route, String source) {
        return TestNode.start(TestNode.policy(), listener -> listener, NodeLimits.DEFAULT, route, URI.create(source));
    }
}
