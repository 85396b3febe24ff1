package flotilla.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import flotilla.ops.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials over the admin port of a real node, whose endpoints refuse all connections. */
class TrialResourceTest {

    private static final String BODY = """
            {"changes": [{"upstream": "cart", "setting": "algorithm", "value": "random"}], "watch": "%s", "min_requests": %d}
            """;

    private static JsonNode outcome(AdminNode node) throws Exception {
        var last = new AtomicReference<JsonNode>();
        Await.until(() -> {
            last.set(node.get("/trial").body());
            return !last.get().path("phase").textValue().equals("watched");
        });
        return last.get();
    }

    private static String algorithm(AdminNode node) throws Exception {
        return node.get("/upstreams/cart").body().path("balance").asText();
    }

    @Test
    void oneThatFailsRequestsIsRolledBackAndSaysWhy(@TempDir Path directory) throws Exception {
        try (var node = AdminNode.start(directory);
                var http = HttpClient.newHttpClient()) {
            assertThat(node.get("/trial").body().path("phase").textValue()).isEqualTo("none");
            var before = algorithm(node);
            var begun = node.call("PUT", "/trial?by=alice&why=tail", BODY.formatted("10m", 10));
            assertThat(begun.status()).as(begun.toString()).isEqualTo(200);
            assertThat(begun.body().path("phase").textValue()).isEqualTo("watched");
            Await.until(() -> algorithm(node).equals("random"));
            assertThat(node.call("PUT", "/trial?by=bob", BODY.formatted("10m", 10))
                            .status())
                    .isEqualTo(409);

            var address = node.process().node().addresses().values().iterator().next();
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort()));
            for (int i = 0; i < 20; i++) {
                assertThat(http.send(request.build(), BodyHandlers.ofString()).statusCode())
                        .isEqualTo(502);
            }

            var outcome = outcome(node);
            assertThat(outcome.path("phase").textValue()).isEqualTo("rolled_back");
            assertThat(outcome.path("why").textValue()).contains("errors in", "more than 1.00 %");
            assertThat(outcome.path("by").textValue()).isEqualTo("alice");
            Await.until(() -> algorithm(node).equals(before));
            assertThat(node.get("/settings").body().path("settings")).isEmpty();
        }
    }

    @Test
    void oneThatDoesNoHarmBecomesASetting(@TempDir Path directory) throws Exception {
        try (var node = AdminNode.start(directory)) {
            node.call("PUT", "/trial?by=alice", BODY.formatted("1s", 0));

            assertThat(outcome(node).path("phase").textValue()).isEqualTo("applied");
            var setting = node.get("/settings").body().path("settings").path(0);
            assertThat(setting.path("value").textValue()).isEqualTo("random");
            assertThat(setting.path("by").textValue()).isEqualTo("alice");
        }
    }

    @Test
    void oneCanBeEnded(@TempDir Path directory) throws Exception {
        try (var node = AdminNode.start(directory)) {
            node.call("PUT", "/trial?by=alice", BODY.formatted("10m", 0));
            var ended = node.call("DELETE", "/trial?by=bob&why=no", "");

            assertThat(ended.body().path("phase").textValue()).isEqualTo("rolled_back");
            assertThat(ended.body().path("why").textValue()).isEqualTo("ended by bob: no");
            assertThat(node.get("/settings").body().path("settings")).isEmpty();
        }
    }
}
