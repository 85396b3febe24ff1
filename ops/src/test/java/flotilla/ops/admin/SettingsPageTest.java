package flotilla.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.Await;
import flotilla.ops.config.CommandLineForm;
import flotilla.ops.process.NodeProcess;
import flotilla.ops.settings.FileStore;
import flotilla.ops.settings.FleetSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Settings over the admin port of a real node. */
class SettingsPageTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String WEIGHT = """
            {"by": "alice", "why": "canary", "changes": [
              {"upstream": "main", "endpoint": "127.0.0.1:81", "setting": "weight", "value": 5}]}
            """;

    private final NodeProcess process = process();
    private final HttpClient http = HttpClient.newHttpClient();
    private URI uri =
            URI.create("http://127.0.0.1:" + process.admin().orElseThrow().getPort() + "/settings");

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
    void aChangeCountsAndIsShownWithWhoMadeIt() throws Exception {
        var before = get();
        assertThat(JSON.readTree(before.body()).path("settings")).isEmpty();
        Await.until(
                () -> process.node().view().upstreams().getFirst().endpoints().size() == 1);

        var answer = patch(WEIGHT, "Content-Type", "application/json", "If-Match", etag(before));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var page = JSON.readTree(answer.body());
        assertThat(page.path("version").textValue()).isEqualTo(etag(answer).replace("\"", ""));
        assertThat(page.path("kept").path("survives_restart").booleanValue()).isFalse();
        var weight = page.path("settings").path(0);
        assertThat(weight.path("value").textValue()).isEqualTo("5");
        assertThat(weight.path("by").textValue()).isEqualTo("alice");
        assertThat(weight.path("in_effect").booleanValue()).isTrue();
        assertThat(page.path("history").path(0).path("why").textValue()).isEqualTo("canary");
        Await.until(() -> weightInRotation() == 5);
        assertThat(etag(get())).isEqualTo(etag(answer));
        patch(WEIGHT.replace("5", "null"), "Content-Type", "application/json");
        Await.until(() -> weightInRotation() == 1);
    }

    private double weightInRotation() {
        return process.node()
                .view()
                .upstreams()
                .getFirst()
                .endpoints()
                .getFirst()
                .weight();
    }

    @Test
    void saysWhatIsNotInEffectAndWhy() throws Exception {
        var nowhere = """
                {"by": "alice", "changes": [
                  {"upstream": "main", "endpoint": "10.9.9.9:1", "setting": "drain", "value": true},
                  {"upstream": "later", "setting": "max_connections", "value": "7"}]}
                """;

        var settings = JSON.readTree(patch(nowhere, "Content-Type", "application/json; charset=utf-8")
                        .body())
                .path("settings");

        assertThat(settings)
                .extracting(one -> one.path("in_effect").booleanValue())
                .containsExactly(false, false);
        assertThat(settings)
                .extracting(one -> one.path("because").textValue())
                .containsExactly("this node has no such upstream", "no source lists this endpoint now");
    }

    @Test
    void whoHasSeenAnotherVersionIsToldToLookAgain() throws Exception {
        var before = etag(get());
        patch(WEIGHT, "Content-Type", "application/json", "If-Match", before);

        var answer = patch(WEIGHT.replace("5", "6"), "Content-Type", "application/json", "If-Match", before);

        assertProblem(answer, 412, "look again");
        assertThat(answer.body()).contains("by alice at ");
    }

    @Test
    void whatCannotBeIsNamed() throws Exception {
        assertProblem(json("nonsense"), 400, "the body is not JSON");
        assertProblem(json("{}"), 422, "changes: nothing (expected: a list)");
        assertProblem(json("{\"by\": \"a\", \"changes\": []}"), 422, "changes: 0 (expected: 1 to 100)");
        assertProblem(json(WEIGHT.replace("\"alice\"", "\"\"")), 422, "by:  (expected: who wants it");
        assertProblem(json(WEIGHT.replace("5", "70000")), 422, "value: 70000 (expected: 0 to 65535)");
        assertProblem(
                json(WEIGHT.replace("weight", "colour")), 422, "setting: colour of an endpoint (expected: one of");
        assertProblem(
                json(WEIGHT.replace("\"why\"", "\"wy\"")), 422, "body: wy (expected: fields of this release alone)");
        assertProblem(
                patch(WEIGHT, "Content-Type", "application/json", "If-Match", "W/\"1\""), 422, "If-Match: W/\"1\"");
        assertThat(JSON.readTree(get().body()).path("history")).isEmpty();
    }

    @Test
    void pagesOfBrowsersChangeNothing() throws Exception {
        assertProblem(patch(WEIGHT, "Content-Type", "text/plain"), 415, "expected: application/json");
        assertProblem(patch(WEIGHT), 415, "expected: application/json");
        assertProblem(
                patch(WEIGHT, "Content-Type", "application/json", "Origin", "http://rebound.example"), 403, "browsers");
        assertProblem(
                patch(WEIGHT, "Content-Type", "application/json", "Sec-Fetch-Site", "same-origin"), 403, "browsers");
        assertThat(send("POST", WEIGHT, "Content-Type", "application/json").statusCode())
                .isEqualTo(405);
        assertThat(send("OPTIONS", "").statusCode()).isEqualTo(405);
        assertThat(JSON.readTree(get().body()).path("history")).isEmpty();
    }

    @Test
    void aBodyHasABound() throws Exception {
        var answer = json("{\"why\": \"" + "x".repeat(70_000) + "\"}");

        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void changesAreTakenOnlyWhereNobodyElseReachesThePort() throws Exception {
        var open = new AdminPolicy("0.0.0.0:0");
        assertThat(new AdminPolicy("127.0.0.1:0").takesChanges()).isTrue();
        assertThat(new AdminPolicy("[::1]:0").takesChanges()).isTrue();
        assertThat(AdminPolicy.OFF.takesChanges()).isFalse();
        assertThat(new AdminPolicy("0.0.0.0:0", true).takesChanges()).isTrue();
        try (var settings = FleetSettings.open(new FileStore(Optional.empty()), "n1", Time.system());
                var server = AdminServer.start(
                        open, Map.of("/settings", new SettingsPage(settings, process.node()::view, open)))) {
            uri = URI.create("http://127.0.0.1:" + server.address().getPort() + "/settings");

            assertProblem(json(WEIGHT), 403, "admin.insecure_changes");
            assertThat(get().statusCode()).isEqualTo(200);
        }
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String detail) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("status").intValue()).isEqualTo(status);
        assertThat(problem.path("title").textValue()).isNotBlank();
        assertThat(problem.path("detail").textValue()).contains(detail);
    }

    private static String etag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    private HttpResponse<String> get() throws Exception {
        return send("GET", "");
    }

    private HttpResponse<String> json(String body) throws Exception {
        return patch(body, "Content-Type", "application/json");
    }

    private HttpResponse<String> patch(String body, String... headers) throws Exception {
        return send("PATCH", body, headers);
    }

    private HttpResponse<String> send(String method, String body, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
