package flotilla.ops.admin;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.Await;
import flotilla.ops.config.ConfigFile;
import flotilla.ops.process.NodeProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What KEDA and the autoscaler of Kubernetes read of a real node, as the files in {@code deploy/kubernetes} have it. */
class ScalePageTest {

    private static final Path FILES = Path.of("deploy", "kubernetes");

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private NodeProcess process;

    @BeforeEach
    void start() throws Exception {
        var file = Files.writeString(directory.resolve("flotilla.yaml"), """
                version: 1
                admin: 127.0.0.1:0
                settings: file
                listeners: { web: 127.0.0.1:0 }
                upstreams:
                  shop: { source: 'fixed:127.0.0.1:1', scale: { min: 2, max: 30, target_in_flight: 20 } }
                  cpu:
                    source: 'fixed:127.0.0.1:1'
                    health: { http: /, interval: 1s }
                    scale: { max: 30 }
                routes: [ { upstream: shop } ]
                """);
        var settings = ConfigFile.read(file, Sources.load(SourceContext.of(Time.system())));
        process = NodeProcess.start(settings, Time.system());
        Await.until(() -> get("/scale/shop").statusCode() == 200);
    }

    @AfterEach
    void close() {
        process.close();
        http.shutdownNow();
    }

    @Test
    void kedaFindsTheNumberWhereItsFileSays() throws Exception {
        var object = only("keda.yaml", "ScaledObject");
        var trigger = child(list(child(object, "spec"), "triggers").getFirst(), "metadata");
        var url = URI.create(text(trigger, "url"));

        var answer = get(url.getPath());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        var number = json(answer).path(text(trigger, "valueLocation"));
        assertThat(number.isInt()).as(answer.body()).isTrue();
        assertThat(number.intValue()).isEqualTo(2);
        assertThat(text(trigger, "targetValue")).isEqualTo("1");
    }

    @Test
    void prometheusFindsTheMetricThatTheAutoscalersFileNames() throws Exception {
        var metric = child(
                child(
                        list(child(only("hpa.yaml", "HorizontalPodAutoscaler"), "spec"), "metrics")
                                .getFirst(),
                        "external"),
                "metric");
        var labels = child(child(metric, "selector"), "matchLabels");

        assertThat(get("/metrics").body())
                .contains("\n" + text(metric, "name") + "{upstream=\"" + text(labels, "upstream") + "\"} 2.0\n");
        assertThat(Files.readString(FILES.resolve("hpa.yaml"))).contains("as: " + text(metric, "name"));
    }

    @Test
    void tellsWhy() throws Exception {
        var page = json(get("/scale/shop"));

        assertThat(page.path("present").intValue()).isEqualTo(1);
        assertThat(page.path("known").booleanValue()).isTrue();
        assertThat(page.path("acting").booleanValue()).isTrue();
        assertThat(page.path("signal").textValue()).isEqualTo("min");
        assertThat(page.path("reason").textValue())
                .isEqualTo("0.0 requests in flight and 0.0 waiting, target 20 for each endpoint; min 2");
        assertThat(page.path("max").intValue()).isEqualTo(30);
    }

    @Test
    void isUnavailableWhileThereHasNeverBeenANumber() throws Exception {
        var answer = Await.first(() -> get("/scale/cpu"), page -> page.body().contains("no endpoint reports its cpu"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(json(answer).has("wanted")).isFalse();
        assertThat(json(answer).path("reason").textValue()).contains("no endpoint reports its cpu");
        assertThat(get("/metrics").body())
                .contains("\nflotilla_scale_known{upstream=\"cpu\"} 0.0\n")
                .doesNotContain("flotilla_scale_wanted_endpoints{upstream=\"cpu\"}");
    }

    @Test
    void listsAllAndKnowsNoOthers() throws Exception {
        assertThat(json(get("/scale")).findValuesAsText("upstream")).containsExactly("cpu", "shop");
        assertThat(get("/scale/other").statusCode()).isEqualTo(404);
        assertThat(get("/").body()).contains("/scale/shop\n");
    }

    private HttpResponse<String> get(String path) throws Exception {
        var address = process.admin().orElseThrow();
        var url = URI.create("http://127.0.0.1:" + address.getPort() + path);
        return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return new ObjectMapper().readTree(answer.body());
    }

    private static Map<?, ?> only(String file, String kind) throws Exception {
        var found = new ArrayList<Map<?, ?>>();
        for (var document :
                new Load(LoadSettings.builder().build()).loadAllFromString(Files.readString(FILES.resolve(file)))) {
            var map = (Map<?, ?>) document;
            assertThat(map.containsKey("apiVersion")).isTrue();
            assertThat(child(map, "metadata").get("name")).isNotNull();
            if (kind.equals(map.get("kind"))) {
                found.add(map);
            }
        }
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static Map<?, ?> child(Map<?, ?> parent, String key) {
        return (Map<?, ?>) requireNonNull(parent.get(key), key);
    }

    private static List<Map<?, ?>> list(Map<?, ?> parent, String key) {
        var list = new ArrayList<Map<?, ?>>();
        for (var each : (List<?>) requireNonNull(parent.get(key), key)) {
            list.add((Map<?, ?>) each);
        }
        return list;
    }

    private static String text(Map<?, ?> parent, String key) {
        return String.valueOf(parent.get(key));
    }
}
