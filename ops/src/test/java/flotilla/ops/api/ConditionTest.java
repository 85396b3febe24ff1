package flotilla.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.api.AdminNode.Answered;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Changes on condition that nothing has changed since ({@code If-Match}), at a real node. */
@TestInstance(Lifecycle.PER_CLASS)
class ConditionTest {

    private static final String DRILL = "{\"for\": \"10m\", \"abort\": 503, \"abort_percent\": 1}";
    private static final String TRIAL =
            "{\"changes\": [{\"upstream\": \"cart\", \"setting\": \"algorithm\", \"value\": \"random\"}]}";
    private static final String LONG_TRIAL = TRIAL.replace("}]}", "}], \"watch\": \"1h\"}");
    private static final String LEVEL = "{\"level\": \"warn\"}";
    private static final String LOGGER = "/log/levels/flotilla.of.a.test";

    /** A body that each changing operation takes; empty: none. */
    private static final Map<String, String> BODIES = Map.ofEntries(
            Map.entry("changeUpstream", "{\"algorithm\": \"random\"}"),
            Map.entry("weigh", "{\"weight\": 2}"),
            Map.entry("unweigh", ""),
            Map.entry("drain", ""),
            Map.entry("undrain", ""),
            Map.entry("eject", ""),
            Map.entry("restore", ""),
            Map.entry("changeSettings", TRIAL),
            Map.entry("beginTrial", TRIAL),
            Map.entry("endTrial", ""),
            Map.entry("beginDrill", DRILL),
            Map.entry("endDrill", ""),
            Map.entry("setLogLevel", LEVEL),
            Map.entry("resetLogLevel", ""),
            Map.entry("putConfig", "version: 1"),
            Map.entry("reloadConfig", ""),
            Map.entry("rollBackConfig", "{\"revision\": 1}"));

    private AdminNode node;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        node = AdminNode.start(directory);
    }

    @AfterAll
    void close() {
        node.close();
    }

    private Answered ask(String method, String path, String body, String etag) throws Exception {
        var type = body.startsWith("{") ? "application/json" : "application/yaml";
        return body.isEmpty()
                ? node.call(method, path, body, "If-Match", etag)
                : node.call(method, path, body, "If-Match", etag, "Content-Type", type);
    }

    @Test
    void everyChangeIsRefusedIfSomethingElseWasSeen() throws Exception {
        var asked = new ArrayList<String>();
        var paths = node.get("/openapi.json").body().path("paths");
        for (var path : paths.properties()) {
            for (var operation : path.getValue().properties()) {
                var id = operation.getValue().path("operationId").textValue();
                if (operation.getKey().equals("get") || id.equals("diffConfig")) {
                    continue;
                }
                var target = path.getKey()
                        .replace("/api/v1", "")
                        .replace("{upstream}", "shop")
                        .replace("{endpoint}", "127.0.0.1:81")
                        .replace("{route}", "cart")
                        .replace("{logger}", "flotilla.of.a.test");

                assertThat(BODIES).containsKey(id);
                var answer = ask(
                        operation.getKey().toUpperCase(Locale.ROOT),
                        target + "?by=alice&why=test",
                        BODIES.getOrDefault(id, ""),
                        "\"stale\"");

                assertThat(answer.status()).as(id + ": " + answer).isEqualTo(412);
                assertThat(answer.body().path("errors").path(0).path("path").textValue())
                        .isEqualTo("header.If-Match");
                assertThat(operation.getValue().path("parameters"))
                        .as(id)
                        .anyMatch(
                                parameter -> parameter.path("name").textValue().equals("If-Match"));
                asked.add(id);
            }
        }
        assertThat(asked).containsExactlyInAnyOrderElementsOf(BODIES.keySet());
    }

    @Test
    void aDrillIsBegunAndEndedByWhoHasSeenTheLatest() throws Exception {
        var seen = node.get("/faults").etag();

        var begun = ask("PUT", "/faults/cart?by=alice", DRILL, seen);

        assertThat(begun.status()).as(begun.toString()).isEqualTo(200);
        assertThat(begun.etag())
                .isNotEqualTo(seen)
                .isEqualTo(node.get("/faults").etag());
        assertThat(ask("DELETE", "/faults/cart?by=bob", "", seen).status()).isEqualTo(412);
        assertThat(ask("DELETE", "/faults/cart?by=alice", "", begun.etag()).etag())
                .isEqualTo(seen);
    }

    @Test
    void aLogLevelIsSetByWhoHasSeenTheLatest() throws Exception {
        var seen = node.get("/log/levels").etag();

        var set = ask("PUT", LOGGER + "?by=alice", LEVEL, seen);

        assertThat(set.status()).as(set.toString()).isEqualTo(200);
        assertThat(set.etag()).isNotEqualTo(seen);
        assertThat(ask("DELETE", LOGGER + "?by=bob", "", seen).status()).isEqualTo(412);
        assertThat(ask("DELETE", LOGGER + "?by=alice", "", set.etag()).etag()).isEqualTo(seen);
    }

    @Test
    void aTrialIsBegunAndEndedByWhoHasSeenTheLatestAndTheSettings() throws Exception {
        var seen = node.get("/trial").etag();
        node.call("PUT", "/upstreams/shop/endpoints/127.0.0.1:81/weight?by=bob", "{\"weight\": 2}");
        assertThat(ask("PUT", "/trial?by=alice", TRIAL, seen).status()).isEqualTo(412);

        var begun = ask("PUT", "/trial?by=alice", LONG_TRIAL, node.get("/trial").etag());

        assertThat(begun.status()).as(begun.toString()).isEqualTo(200);
        assertThat(ask("DELETE", "/trial?by=bob", "", seen).status()).isEqualTo(412);
        var ended = ask("DELETE", "/trial?by=alice", "", begun.etag());
        assertThat(ended.body().path("phase").textValue()).isEqualTo("rolled_back");
        assertThat(ended.etag()).isNotEqualTo(begun.etag());
    }

    @Test
    void theFileIsReadAgainByWhoHasSeenTheRevisionThatCounts(@TempDir Path directory) throws Exception {
        try (var own = AdminNode.start(directory, "127.0.0.1:0\nreload: { watch: false }")) {
            var seen = own.get("/config").etag();
            var file = directory.resolve("flotilla.yaml");
            Files.writeString(file, Files.readString(file).replace("round_robin", "random"));

            var read = own.call("POST", "/config/reload?by=alice", "", "If-Match", seen);

            assertThat(read.status()).as(read.toString()).isEqualTo(200);
            assertThat(read.etag()).isNotEqualTo(seen);
            assertThat(own.call("POST", "/config/reload?by=bob", "", "If-Match", seen)
                            .status())
                    .isEqualTo(412);
        }
    }
}
