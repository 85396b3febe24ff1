package flotilla.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.Await;
import flotilla.ops.config.CommandLineForm;
import flotilla.ops.process.NodeProcess;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The admin port of a real node over real HTTP. */
class AdminServerTest {

    private final NodeProcess process = process();
    private final HttpClient http = HttpClient.newHttpClient();

    private static NodeProcess process() {
        var form = new CommandLineForm(
                List.of("127.0.0.1:0"), List.of("127.0.0.1:81"), "", "/", 0, "round_robin", "127.0.0.1:0", "off", 1);
        var settings = form.settings(Sources.load(SourceContext.of(Time.system())));
        return NodeProcess.start(settings, Time.system());
    }

    @AfterEach
    void close() {
        process.close();
        http.shutdownNow();
    }

    @Test
    void saysThatItIsAliveAndReady() throws Exception {
        Await.until(() -> send("GET", "/readyz").statusCode() == 200);

        assertThat(send("GET", "/healthz").body()).isEqualTo("alive\n");
        assertThat(send("GET", "/readyz").body()).isEqualTo("ready\n");
    }

    @Test
    void showsRoutesAndUpstreamsAsJson() throws Exception {
        Await.until(() -> send("GET", "/upstreams").body().contains("127.0.0.1:81"));

        var routes = new ObjectMapper().readTree(send("GET", "/routes").body());
        var upstreams = new ObjectMapper().readTree(send("GET", "/upstreams").body());
        assertThat(routes.path(0).path("host").textValue()).isEqualTo("*");
        assertThat(routes.path(0).path("upstream").textValue()).isEqualTo("main");
        var endpoint = upstreams.path(0).path("endpoints").path(0);
        assertThat(upstreams.path(0).path("balance").textValue()).isEqualTo("round_robin");
        assertThat(endpoint.path("endpoint").textValue()).isEqualTo("127.0.0.1:81");
        assertThat(endpoint.path("up").booleanValue()).isTrue();
        assertThat(endpoint.path("weight").intValue()).isEqualTo(1);
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
        assertThat(send("GET", "/").body()).contains("/metrics", "/healthz", "/readyz", "/routes", "/upstreams");
        assertThat(send("GET", "/etc/passwd").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/healthz").statusCode()).isEqualTo(405);
        assertThat(send("DELETE", "/upstreams").headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(send("HEAD", "/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void aPageThatFailsIsAnErrorAndNotTheEnd() throws Exception {
        Map<String, AdminServer.Page> pages = Map.of("/bad", () -> {
            throw new IllegalStateException("secret");
        });
        try (var server = AdminServer.start(new AdminPolicy("127.0.0.1:0"), pages)) {
            var uri = URI.create("http://127.0.0.1:" + server.address().getPort() + "/bad");

            for (int i = 0; i < 2; i++) {
                var answer = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(500);
                assertThat(answer.body()).doesNotContain("secret");
            }
        }
    }

    @Test
    void namesAnAddressThatIsTaken() {
        var taken = "127.0.0.1:" + process.admin().orElseThrow().getPort();

        assertThatThrownBy(() -> AdminServer.start(new AdminPolicy(taken), Map.of()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("admin: cannot listen on " + taken);
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + process.admin().orElseThrow().getPort() + path);
        return http.send(
                HttpRequest.newBuilder(uri)
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }
}
