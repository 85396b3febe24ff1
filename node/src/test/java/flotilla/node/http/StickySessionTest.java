package flotilla.node.http;

import static flotilla.node.http.SessionClient.cookieIn;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.TestNode;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.node.route.Route;
import flotilla.node.route.UpstreamPolicy;
import flotilla.node.sticky.CookiePolicy;
import flotilla.node.sticky.CookiePolicy.SameSite;
import flotilla.node.sticky.CookiePolicy.SecureRule;
import flotilla.node.sticky.KeyRing;
import flotilla.node.sticky.SigningKeys;
import flotilla.node.sticky.StickyPolicy;
import flotilla.node.sticky.TestKeys;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client's cookie does to the choice of an endpoint, and what it gets back. */
class StickySessionTest {

    private final FakeEndpoint one = FakeEndpoint.start().body("one");
    private final FakeEndpoint two = FakeEndpoint.start().body("two");
    private final FakeEndpoint three = FakeEndpoint.start().body("three");

    @AfterEach
    void close() {
        one.close();
        two.close();
        three.close();
    }

    private static UpstreamPolicy sticky(KeyRing ring) {
        var cookie = new CookiePolicy("SID", Duration.ZERO, SameSite.LAX, SecureRule.AUTO, "/");
        return TestNode.policy().withSticky(new StickyPolicy(cookie, ring));
    }

    private static KeyRing ring(int... numbers) {
        return TestKeys.ring(Arrays.stream(numbers).mapToObj(TestKeys::key).toList());
    }

    private TestNode node() {
        return TestNode.before(sticky(ring(1)), one, two, three);
    }

    private FakeEndpoint named(String body) {
        return switch (body) {
            case "one" -> one;
            case "two" -> two;
            default -> three;
        };
    }

    @Test
    void aSessionStaysWithTheEndpointThatItBeganWith() throws IOException {
        try (var node = node();
                var client = new SessionClient(node)) {
            var first = client.get("");
            var cookie = first.cookie();

            for (int i = 0; i < 20; i++) {
                var again = client.get("SID=" + cookie);
                assertThat(again.body()).isEqualTo(first.body());
                assertThat(again.head()).doesNotContain("Set-Cookie").doesNotContain("Cache-Control");
            }
        }
    }

    @Test
    void clientsWithoutACookieAreBalancedAndGetOneEach() throws IOException {
        try (var node = node();
                var client = new SessionClient(node)) {
            var bodies = new HashSet<String>();
            var cookies = new HashSet<String>();
            for (int i = 0; i < 6; i++) {
                var answer = client.get("");
                bodies.add(answer.body());
                cookies.add(answer.cookie());
            }

            assertThat(bodies).containsExactlyInAnyOrder("one", "two", "three");
            assertThat(cookies)
                    .as("one value for each endpoint, of which it tells nothing")
                    .hasSize(3);
        }
    }

    @Test
    void theCookieIsWrittenOnceAndNotForSharedCaches() throws IOException {
        one.header("Set-Cookie", "app=1; Path=/").header("Cache-Control", "max-age=60");
        try (var node = TestNode.before(sticky(ring(1)), one);
                var client = new SessionClient(node)) {
            var answer = client.get("app=0");

            assertThat(answer.head())
                    .contains("Set-Cookie: app=1; Path=/\r\n")
                    .contains("Cache-Control: max-age=60\r\n")
                    .containsPattern("Set-Cookie: SID=[A-Za-z0-9_-]{22}; Path=/; HttpOnly; SameSite=Lax\r\n")
                    .containsOnlyOnce("Set-Cookie: SID=")
                    .containsOnlyOnce("Cache-Control: private\r\n");
        }
    }

    @Test
    void endpointsGetTheCookieAsItCame() throws IOException {
        try (var node = TestNode.before(sticky(ring(1)), one);
                var client = new SessionClient(node)) {
            var cookies = "a=b; SID=" + client.get("").cookie() + "; c=d";
            client.get(cookies);

            assertThat(one.last().header("Cookie")).contains(cookies);
        }
    }

    @Test
    void withoutItNothingIsAdded() throws IOException {
        try (var node = TestNode.before(one, two);
                var client = new SessionClient(node)) {
            assertThat(client.get("SID=x").head()).doesNotContain("Set-Cookie");
        }
    }

    @Test
    void anotherNodeWithTheSameKeysHonoursTheCookie() throws IOException {
        try (var here = node();
                var there = TestNode.before(sticky(ring(2, 1)), three, one, two);
                var client = new SessionClient(here);
                var elsewhere = new SessionClient(there)) {
            for (int i = 0; i < 6; i++) {
                var first = client.get("");
                var second = elsewhere.get("SID=" + first.cookie());
                assertThat(second.body()).isEqualTo(first.body());

                var renewed = client.get("SID=" + second.cookie());
                assertThat(renewed.head())
                        .as("a key that only one of them has: a new choice")
                        .contains("Set-Cookie: SID=");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "", "\"", "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA/", "AAAAAAAAAAAAAAAAAAAAAé"})
    void aForgedCookieIsNoCookie(String forged) throws IOException {
        try (var node = node();
                var client = new SessionClient(node)) {
            var bodies = new HashSet<String>();
            for (int i = 0; i < 3; i++) {
                var answer = client.get("SID=" + forged);
                bodies.add(answer.body());
                assertThat(answer.cookie()).isNotEqualTo(forged);
            }

            assertThat(bodies).containsExactlyInAnyOrder("one", "two", "three");
        }
    }

    @Test
    void ofSeveralTheFirstThatNamesAnEndpointCounts() throws IOException {
        try (var node = node();
                var client = new SessionClient(node)) {
            var first = client.get("");
            var other = client.get("");
            var cookies = "SID=" + "x".repeat(22) + "; SID=\"" + first.cookie() + "\"; SID=" + other.cookie();

            var answer = client.get(cookies);
            assertThat(answer.body()).isEqualTo(first.body());
            assertThat(answer.head()).doesNotContain("Set-Cookie");
        }
    }

    @Test
    void anEndpointThatRefusesGivesANewChoiceAndItsCookie() throws IOException {
        try (var node = node();
                var client = new SessionClient(node)) {
            var first = client.get("");
            named(first.body()).refuse().dropConnections();

            var moved = client.get("SID=" + first.cookie());
            assertThat(moved.body()).isNotEqualTo(first.body());
            assertThat(moved.head()).containsOnlyOnce("Set-Cookie: SID=");
            assertThat(moved.cookie()).isNotEqualTo(first.cookie());

            named(first.body()).accept();
            var stays = client.get("SID=" + moved.cookie());
            assertThat(stays.body()).isEqualTo(moved.body());
            assertThat(stays.head()).doesNotContain("Set-Cookie");
        }
    }

    @Test
    void aSecondTryAtTheSameEndpointChangesNothing() throws IOException {
        try (var node = node();
                var client = new SessionClient(node)) {
            var first = client.get("");
            named(first.body()).dropConnections();

            var again = client.get("SID=" + first.cookie());
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.head()).doesNotContain("Set-Cookie");
        }
    }

    @Test
    void anAnswerOfOurOwnGivesNoCookie() throws IOException {
        one.refuse();
        try (var node = TestNode.before(sticky(ring(1)), one);
                var client = new SessionClient(node)) {
            assertThat(client.get("").head()).startsWith("HTTP/1.1 502").doesNotContain("Set-Cookie");
        }
    }

    @Test
    void anInterimAnswerDoesNotCarryTheCookie() throws IOException {
        one.raw("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        try (var node = TestNode.before(sticky(ring(1)), one);
                var client = node.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

            assertThat(client.readHead()).startsWith("HTTP/1.1 103").doesNotContain("Set-Cookie");
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").contains("Set-Cookie: SID=");
        }
    }

    @Test
    void aKeyIsChangedWithoutLosingASession() throws IOException {
        var ring = ring(1);
        try (var node = TestNode.before(sticky(ring), one, two, three);
                var client = new SessionClient(node)) {
            var first = client.get("");

            ring.replace(new SigningKeys(List.of(TestKeys.key(2), TestKeys.key(1))));
            node.node().keysChanged();
            var renewed = client.until(
                    "SID=" + first.cookie(), answer -> !cookieIn(answer.head()).isEmpty());
            assertThat(renewed.body()).isEqualTo(first.body());
            assertThat(client.get("SID=" + renewed.cookie()).head()).doesNotContain("Set-Cookie");

            ring.replace(new SigningKeys(List.of(TestKeys.key(2))));
            node.node().keysChanged();
            client.until("SID=" + first.cookie(), answer -> !answer.body().equals(first.body()));
            var after = client.get("SID=" + renewed.cookie());
            assertThat(after.body()).isEqualTo(first.body());
            assertThat(after.head()).doesNotContain("Set-Cookie");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.0/8, https,         true",
        "127.0.0.0/8, 'HTTPS, http', true",
        "127.0.0.0/8, 'http, https', false",
        "127.0.0.0/8, http,          false",
        "10.0.0.0/8,  https,         false",
    })
    void isSecureIfATrustedProxySaysSo(String trusted, String proto, boolean secure) throws IOException {
        try (var node = TestNode.start(
                        sticky(ring(1)),
                        policy -> trusting(policy, trusted),
                        NodeLimits.DEFAULT,
                        Route.UNLIMITED,
                        one);
                var client = node.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-Proto: " + proto + "\r\n\r\n");

            assertThat(client.readAnswer()).contains("; SameSite=Lax" + (secure ? "; Secure\r\n" : "\r\n"));
        }
    }

    private static ListenerPolicy trusting(ListenerPolicy policy, String network) {
        return new ListenerPolicy(
                policy.bind(),
                policy.maxConnections(),
                policy.maxHeaderBytes(),
                policy.headTimeout(),
                policy.idleTimeout(),
                List.of(network));
    }
}
