package flotilla.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.config.CommandLineForm;
import flotilla.ops.config.Scalars;
import flotilla.ops.process.NodeProcess;
import java.io.IOException;
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

/** Drills over the admin port of a real node. */
class FaultsPageTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final NodeProcess process = process();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String route = process.node().view().routes().getFirst().name();
    private URI uri =
            URI.create("http://127.0.0.1:" + process.admin().orElseThrow().getPort() + "/faults");

    private static NodeProcess process() {
        var form = new CommandLineForm(
                List.of("127.0.0.1:0"), List.of("127.0.0.1:81"), "", "/", 0, "round_robin", "127.0.0.1:0", "off", 1);
        return NodeProcess.start(form.settings(Sources.load(SourceContext.of(Time.system()))), Time.system());
    }

    @AfterEach
    void close() {
        process.close();
        http.shutdownNow();
    }

    private String drill(String more) {
        return "{\"by\": \"alice\", \"why\": \"game day\", \"route\": \"" + route + "\"" + more + "}";
    }

    @Test
    void aDrillCountsIsShownAndIsCleared() throws Exception {
        assertThat(faults(send("GET", ""))).isEmpty();

        var answer = json(drill(", \"for\": \"10m\", \"abort\": 503, \"abort_percent\": 100, \"delay\": \"20ms\","
                + " \"delay_percent\": \"0.5\", \"header\": \"X-Drill\", \"value\": \"1\""));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var drill = faults(answer).path(0);
        assertThat(drill.path("route").textValue()).isEqualTo(route);
        assertThat(drill.path("abort").intValue()).isEqualTo(503);
        assertThat(drill.path("delay_ms").doubleValue()).isEqualTo(20);
        assertThat(drill.path("delay_percent").doubleValue()).isEqualTo(0.5);
        assertThat(drill.path("header").textValue()).isEqualTo("X-Drill");
        assertThat(drill.path("by").textValue()).isEqualTo("alice");
        assertThat(drill.path("why").textValue()).isEqualTo("game day");
        assertThat(drill.path("left_s").intValue()).isBetween(1, 600);
        var served = process.node().addresses().values().iterator().next();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + served.getPort()))
                .header("X-Drill", "1");
        assertThat(http.send(request.build(), BodyHandlers.ofString()).body()).endsWith(": fault_injected\n");
        assertThat(faults(send("GET", "")).path(0).path("aborted").intValue()).isOne();
        assertThat(metrics())
                .contains("flotilla_drill_faults_total{fault=\"abort\",route=\"" + route + "\"} 1.0")
                .contains("reason=\"fault_injected\"");

        assertThat(faults(json(drill(", \"clear\": true")))).isEmpty();
        assertProblem(json(drill(", \"clear\": true")), 422, "(expected: one that has a drill)");
        assertThat(metrics()).doesNotContain("fault=\"abort\"");
    }

    private String metrics() throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri.resolve("/metrics")).build(), BodyHandlers.ofString())
                .body();
    }

    @Test
    void whatCannotBeIsNamed() throws Exception {
        var abort = ", \"abort\": 503, \"abort_percent\": 5";
        assertProblem(json("nonsense"), 400, "the body is not JSON");
        assertProblem(json("{\"route\": \"a\"}"), 422, "by:  (expected: who wants it");
        assertProblem(json(drill(abort)), 422, "for: nothing (expected: more than 0, at most PT1H");
        assertProblem(json(drill(abort + ", \"for\": \"2h\"")), 422, "for: PT2H");
        assertProblem(json(drill(", \"for\": \"1m\"")), 422, "fault: nothing (expected: a delay, an abort, or both)");
        assertProblem(json(drill(", \"for\": \"1m\", \"abort\": 503")), 422, "abort_percent: 0.0");
        assertProblem(
                json(drill(abort.replace("5}", "x")).replace("\"abort_percent\": 5", "\"abort_percent\": \"x\"")),
                422,
                "abort_percent: x (expected: a number");
        assertProblem(json(drill(abort + ", \"fro\": 1")), 422, "body: fro (expected: fields of this release alone)");
        assertProblem(
                json(drill(abort + ", \"for\": \"1m\"").replace(route, "nowhere")),
                422,
                "route: nowhere (expected: the name of a route");
        assertThat(process.node().faults().all()).isEmpty();
    }

    @Test
    void whoMayNotChangeSettingsMayNotDrill() throws Exception {
        var drill = drill(", \"for\": \"1m\", \"abort\": 503, \"abort_percent\": 5");
        assertProblem(send("PATCH", drill, "Content-Type", "text/plain"), 415, "expected: application/json");
        assertProblem(
                send("PATCH", drill, "Content-Type", "application/json", "Origin", "http://rebound.example"),
                403,
                "browsers");
        var open = new AdminPolicy("0.0.0.0:0");
        try (var server = AdminServer.start(
                open, Map.of("/faults", new FaultsPage(process.node(), Time.system(), open, Scalars::duration)))) {
            uri = URI.create("http://127.0.0.1:" + server.address().getPort() + "/faults");

            assertProblem(json(drill), 403, "admin.insecure_changes");
        }
        assertThat(process.node().faults().all()).isEmpty();
    }

    private static JsonNode faults(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body()).path("faults");
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String detail) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).path("detail").textValue()).contains(detail);
    }

    private HttpResponse<String> json(String body) throws IOException, InterruptedException {
        return send("PATCH", body, "Content-Type", "application/json");
    }

    private HttpResponse<String> send(String method, String body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
