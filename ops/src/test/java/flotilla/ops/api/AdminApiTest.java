package flotilla.ops.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.Time;
import flotilla.ops.access.AccessPolicy;
import flotilla.ops.access.AuditLog;
import flotilla.ops.access.Gate;
import flotilla.ops.admin.AdminPolicy;
import flotilla.ops.admin.AdminServer;
import flotilla.ops.admin.Page;
import flotilla.ops.rest.Operation;
import flotilla.ops.rest.Router;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admin port of a real node over real HTTP. */
class AdminApiTest {

    private AdminNode node;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        node = AdminNode.start(directory);
    }

    @AfterEach
    void close() {
        node.close();
        http.shutdownNow();
    }

    @Test
    void saysThatItIsAliveAndReady() throws Exception {
        assertThat(send("GET", "/healthz").body()).isEqualTo("alive\n");
        assertThat(send("GET", "/readyz").body()).isEqualTo("ready\n");
    }

    @Test
    void showsRoutesAndUpstreamsAsJson() throws Exception {
        var routes = node.get("/routes").body().path("routes");
        var upstreams = node.get("/upstreams").body().path("upstreams");

        assertThat(routes).extracting(route -> route.path("name").textValue()).contains("shop", "cart", "gone");
        assertThat(node.get("/routes/shop").body().path("host").textValue()).isEqualTo("shop.example");
        assertThat(node.get("/routes/gone").body().path("respond").intValue()).isEqualTo(410);
        assertThat(upstreams).hasSize(2);
        var shop = node.get("/upstreams/shop").body();
        assertThat(shop.path("balance").textValue()).isEqualTo("round_robin");
        var endpoint = shop.path("endpoints").path(0);
        assertThat(endpoint.path("endpoint").textValue()).isEqualTo("127.0.0.1:81");
        assertThat(endpoint.path("up").booleanValue()).isTrue();
        assertThat(endpoint.path("weight").intValue()).isEqualTo(1);
        assertThat(node.get(AdminNode.ENDPOINT).body()).isEqualTo(endpoint);
        assertThat(node.get("/upstreams/shop/endpoints").body().path("endpoints"))
                .hasSize(2);
        assertThat(node.get("/algorithms").body().path("algorithms"))
                .extracting(name -> name.textValue())
                .contains("round_robin", "least_requests");
        assertThat(node.get("/cluster").body().path("cluster").textValue()).startsWith("alone");
    }

    @Test
    void servesMetricsInPrometheusFormat() throws Exception {
        var answer = send("GET", "/metrics");

        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body())
                .contains("# TYPE flotilla_ready gauge", "# TYPE flotilla_endpoint_picks_total counter");
    }

    @Test
    void listsItsPagesAndRefusesTheRest() throws Exception {
        assertThat(send("GET", "/").body()).contains("/metrics", "/healthz", "/readyz", "/api/v1/openapi.json");
        assertThat(send("GET", "/etc/passwd").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/healthz").statusCode()).isEqualTo(405);
        assertThat(send("DELETE", "/api/v1/upstreams").headers().firstValue("Allow"))
                .contains("GET, HEAD");
        assertThat(send("DELETE", "/api/v1/settings").headers().firstValue("Allow"))
                .contains("GET, HEAD, PATCH");
        assertThat(send("HEAD", "/healthz").statusCode()).isEqualTo(200);
        assertThat(send("HEAD", "/api/v1/upstreams").statusCode()).isEqualTo(200);
        assertThat(send("OPTIONS", "/api/v1/upstreams").statusCode()).isEqualTo(405);
    }

    @Test
    void aTypeOfProblemsLeadsToItsDescription() throws Exception {
        var problem = node.get("/upstreams/nowhere").body();

        assertThat(problem.path("type").textValue()).isEqualTo("/api/v1/problems/not-found");
        assertThat(node.get("/problems/not-found").body().path("title")).isEqualTo(problem.path("title"));
    }

    @Test
    void aPageThatFailsIsAnErrorAndNotTheEnd() throws Exception {
        var bad = Page.open(() -> {
            throw new IllegalStateException("secret");
        });
        var broken = Operation.get("/broken", "breaks", "").by(call -> {
            throw new IllegalStateException("secret");
        });
        try (var server = serve("127.0.0.1:0", Map.of("/bad", bad), List.of(broken))) {
            for (var path : List.of("/bad", "/broken", "/bad", "/broken")) {
                var uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
                var answer = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(500);
                assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
                assertThat(answer.body()).doesNotContain("secret");
            }
        }
    }

    private static AdminServer serve(String bind, Map<String, Page> pages, List<Operation> operations) {
        return AdminServer.start(
                new AdminPolicy(bind),
                pages,
                new Router(operations),
                new Gate(AccessPolicy.DEFAULT, Time.system()),
                AuditLog.open(Optional.empty(), Time.system()));
    }

    @Test
    void namesAnAddressThatIsTaken() {
        assertThatThrownBy(() -> serve(node.address(), Map.of(), List.of()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("admin: cannot listen on " + node.address());
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(node.uri(path))
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }
}
