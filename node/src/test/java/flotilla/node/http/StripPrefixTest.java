package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.TestNode;
import flotilla.node.route.PoolPolicy;
import flotilla.node.route.RatePolicy;
import flotilla.node.route.Route;
import flotilla.node.route.RouteMatch;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StripPrefixTest {

    private static Route route(String path, String strip) {
        return new Route("api", new RouteMatch("*", path), "app", strip, Route.UNLIMITED, RatePolicy.DEFAULT);
    }

    private static TestNode before(FakeEndpoint endpoint, Route route) {
        return TestNode.start(
                TestNode.policy(PoolPolicy.DEFAULT),
                listener -> listener,
                NodeLimits.DEFAULT,
                route,
                URI.create("fixed:" + endpoint.endpoint().authority()));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1,           /v1",
        "/api/v1/a?q=/api,  /v1/a?q=/api",
        "/api/v1/../v1/%41, /v1/../v1/%41",
        "http://a/api/v1,   /v1",
    })
    void endpointsGetWhatFollowsThePrefix(String target, String expected) throws Exception {
        try (var endpoint = FakeEndpoint.start();
                var node = before(endpoint, route("/api/v1", "/api"));
                var client = node.client()) {
            assertThat(client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n")
                            .readAnswer())
                    .startsWith("HTTP/1.1 200 ");
            assertThat(endpoint.last().target()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"/api, /", "/api?q, /?q", "/api/, /", "/api//x, //x"})
    void aPathThatIsAllPrefixBecomesTheRoot(String target, String expected) throws Exception {
        try (var endpoint = FakeEndpoint.start();
                var node = before(endpoint, route("/api", "/api"));
                var client = node.client()) {
            client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n").readAnswer();
            assertThat(endpoint.last().target()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/x/../api/a", "/%61pi/a", "/api/../../api/a", "/api/a/../../api/b"})
    void aPrefixInDisguiseIsRefused(String target) throws Exception {
        try (var endpoint = FakeEndpoint.start();
                var node = before(endpoint, route("/api", "/api"));
                var client = node.client()) {
            assertThat(client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n")
                            .readAnswer())
                    .startsWith("HTTP/1.1 400 ");
            assertThat(endpoint.requests()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/ap", "/api/", "/api/v2", "api"})
    void mustBeWholeSegmentsThatTheRouteBeginsWith(String strip) {
        assertThatThrownBy(() -> route("/api/v1", strip))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("stripPrefix: " + strip);
    }

    @Test
    void isNoneUnlessAsked() {
        assertThat(new Route("r", RouteMatch.any(), "app", Route.UNLIMITED).stripPrefix())
                .isEmpty();
    }
}
