package flotilla.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drills over the admin port of a real node. */
class FaultsResourceTest {

    private static final String SIGNED = "/faults/cart?by=alice&why=game%20day";

    @Test
    void aDrillCountsIsShownAndIsCleared(@TempDir Path directory) throws Exception {
        try (var node = AdminNode.start(directory)) {
            assertThat(node.get("/faults").body().path("faults")).isEmpty();

            var answer = node.call("PUT", SIGNED, """
                    {"for": "10m", "abort": 503, "abort_percent": 100, "delay": "20ms", "delay_percent": 0.5,
                     "header": "X-Drill", "value": "1"}
                    """);

            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            var drill = answer.body().path("faults").path(0);
            assertThat(drill.path("route").textValue()).isEqualTo("cart");
            assertThat(drill.path("abort").intValue()).isEqualTo(503);
            assertThat(drill.path("delay_ms").doubleValue()).isEqualTo(20);
            assertThat(drill.path("delay_percent").doubleValue()).isEqualTo(0.5);
            assertThat(drill.path("header").textValue()).isEqualTo("X-Drill");
            assertThat(drill.path("by").textValue()).isEqualTo("alice");
            assertThat(drill.path("why").textValue()).isEqualTo("game day");
            assertThat(drill.path("left_s").intValue()).isBetween(1, 600);
            assertThat(served(node)).endsWith(": fault_injected\n");
            assertThat(node.get("/faults")
                            .body()
                            .path("faults")
                            .path(0)
                            .path("aborted")
                            .intValue())
                    .isOne();
            assertThat(metrics(node)).contains("flotilla_drill_faults_total{fault=\"abort\",route=\"cart\"} 1.0");
            // A request is counted once it has ended, which its client may know sooner.
            Await.until(() -> metrics(node).contains("reason=\"fault_injected\""));

            var cleared = node.call("DELETE", "/faults/cart?by=alice", "");
            assertThat(cleared.body().path("faults")).isEmpty();
            assertThat(node.call("DELETE", "/faults/cart?by=alice", "").status())
                    .isEqualTo(404);
            assertThat(metrics(node)).doesNotContain("fault=\"abort\"");
        }
    }

    private static String served(AdminNode node) throws Exception {
        var address = node.process().node().addresses().values().iterator().next();
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort()))
                    .header("X-Drill", "1");
            return http.send(request.build(), BodyHandlers.ofString()).body();
        }
    }

    private static String metrics(AdminNode node) throws Exception {
        return node.page("/metrics", Map.of()).body();
    }
}
