package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.NodeView.EndpointView;
import flotilla.node.TestNode;
import flotilla.node.route.Route;
import flotilla.node.sticky.CookiePolicy;
import flotilla.node.sticky.CookiePolicy.SameSite;
import flotilla.node.sticky.CookiePolicy.SecureRule;
import flotilla.node.sticky.StickyPolicy;
import flotilla.node.sticky.TestKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of sessions when a source says something else of their endpoint. */
class StickyMembershipTest {

    private final FakeEndpoint one = FakeEndpoint.start().body("one");
    private final FakeEndpoint two = FakeEndpoint.start().body("two");

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private TestNode node() throws IOException {
        list("", "");
        var cookie = new CookiePolicy("SID", Duration.ZERO, SameSite.LAX, SecureRule.AUTO, "/");
        var ring = TestKeys.ring(List.of(TestKeys.key(1)));
        return TestNode.start(
                TestNode.policy().withSticky(new StickyPolicy(cookie, ring)),
                listener -> listener,
                NodeLimits.DEFAULT,
                Route.UNLIMITED,
                URI.create("file:" + directory.resolve("endpoints.yaml") + "?interval=10ms"));
    }

    /** Lists both, each with more to say of it. */
    private void list(String ofOne, String ofTwo) throws IOException {
        var text = "- { host: 127.0.0.1, port: %d%s }%n- { host: 127.0.0.1, port: %d%s }%n"
                .formatted(one.port(), ofOne, two.port(), ofTwo);
        var draft = Files.writeString(directory.resolve("draft"), text);
        Files.move(draft, directory.resolve("endpoints.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Waits until the table's rotation has so many endpoints. */
    private static void awaitRotation(TestNode node, long count) {
        TestNode.await(() -> node.node().view().upstreams().getFirst().endpoints().stream()
                        .mapToDouble(EndpointView::weight)
                        .filter(weight -> weight > 0)
                        .count()
                == count);
    }

    @ParameterizedTest
    @ValueSource(strings = {", condition: draining", ", condition: failing", ", weight: 0"})
    void anEndpointThatTakesNobodyNewLosesItsSessions(String leaving) throws IOException {
        try (var node = node();
                var client = new SessionClient(node)) {
            var atOne = client.until("", answer -> answer.body().equals("one"));
            list(leaving, "");
            awaitRotation(node, 1);

            var moved = client.get("SID=" + atOne.cookie());
            assertThat(moved.body()).isEqualTo("two");
            assertThat(moved.cookie()).isNotEqualTo(atOne.cookie());

            list("", "");
            awaitRotation(node, 2);
            assertThat(client.get("SID=" + moved.cookie()).body())
                    .as("stays where it went")
                    .isEqualTo("two");
        }
    }

    @Test
    void inAPanicACookieIsHonouredLikeAnyChoice() throws IOException {
        try (var node = node();
                var client = new SessionClient(node)) {
            var atOne = client.until("", answer -> answer.body().equals("one"));
            list(", condition: failing", "");
            awaitRotation(node, 1);
            list(", condition: failing", ", condition: failing");
            awaitRotation(node, 2);

            for (int i = 0; i < 4; i++) {
                var answer = client.get("SID=" + atOne.cookie());
                assertThat(answer.body()).isEqualTo("one");
                assertThat(answer.head()).doesNotContain("Set-Cookie");
            }
        }
    }
}
