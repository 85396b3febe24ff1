package flotilla.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.Await;
import flotilla.ops.api.AdminNode.Answered;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings over the admin port of a real node. */
class SettingsResourceTest {

    private static final String WEIGHT = """
            {"changes": [{"upstream": "shop", "endpoint": "127.0.0.1:81", "setting": "weight", "value": 5}]}
            """;
    private static final String SIGNED = "/settings?by=alice&why=canary";

    private AdminNode node;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        node = AdminNode.start(directory);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private Answered patch(String body, String... headers) throws IOException, InterruptedException {
        return node.call("PATCH", SIGNED, body, headers);
    }

    @Test
    void aChangeCountsAndIsShownWithWhoMadeIt() throws Exception {
        var before = node.get("/settings");
        assertThat(before.body().path("settings")).isEmpty();

        var answer = patch(WEIGHT, "If-Match", before.etag());

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        var page = answer.body();
        assertThat(page.path("version").textValue()).isEqualTo(answer.etag().replace("\"", ""));
        assertThat(page.path("kept").path("survives_restart").booleanValue()).isFalse();
        var weight = page.path("settings").path(0);
        assertThat(weight.path("value").textValue()).isEqualTo("5");
        assertThat(weight.path("by").textValue()).isEqualTo("alice");
        assertThat(weight.path("in_effect").booleanValue()).isTrue();
        assertThat(page.path("history").path(0).path("why").textValue()).isEqualTo("canary");
        Await.until(() -> node.weight() == 5);
        assertThat(node.get("/settings").etag()).isEqualTo(answer.etag());
        patch(WEIGHT.replace("5", "null"));
        Await.until(() -> node.weight() == 1);
    }

    @Test
    void saysWhatIsNotInEffectAndWhy() throws Exception {
        var nowhere = """
                {"changes": [
                  {"upstream": "shop", "endpoint": "10.9.9.9:1", "setting": "drain", "value": true},
                  {"upstream": "later", "setting": "max_connections", "value": "7"}]}
                """;

        var settings = patch(nowhere, "Content-Type", "application/json; charset=utf-8")
                .body()
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
        var before = node.get("/settings").etag();
        patch(WEIGHT, "If-Match", before);

        var answer = patch(WEIGHT.replace("5", "6"), "If-Match", before);

        assertThat(answer.status()).isEqualTo(412);
        assertThat(answer.body().path("detail").textValue()).contains("look again", "by alice at ");
        assertThat(node.weight()).isNotEqualTo(6);
    }

    @Test
    void severalChangesAreMadeTogetherOrNotAtAll() throws Exception {
        var answer = patch("""
                {"changes": [
                  {"upstream": "shop", "endpoint": "127.0.0.1:81", "setting": "weight", "value": 5},
                  {"upstream": "shop", "setting": "algorithm", "value": "nonsense"},
                  {"upstream": "shop", "setting": "colour", "value": "red"}]}
                """);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().path("errors"))
                .extracting(error -> error.path("path").textValue())
                .containsExactly("body.changes[1].value", "body.changes[2].setting");
        assertThat(node.get("/settings").body().path("history")).isEmpty();
    }

    private Answered ownWeight(String... headers) throws IOException, InterruptedException {
        var path = AdminNode.ENDPOINT + "/weight?scope=node&by=bob&why=odd%20one";
        return node.call("PUT", path, "{\"weight\": 2}", headers);
    }

    @Test
    void aNodesOwnSettingGoesBeforeTheFleetsUntilItIsTakenBack() throws Exception {
        patch(WEIGHT);
        var seen = node.get("/settings").etag();

        var answer = ownWeight("If-Match", seen);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.body().path("settings"))
                .extracting(one -> one.path("scope").textValue() + " "
                        + one.path("value").textValue() + " by "
                        + one.path("by").textValue())
                .containsExactly("fleet 5 by alice", "node 2 by bob");
        Await.until(() -> node.weight() == 2);
        assertThat(node.get("/settings").etag()).isEqualTo(answer.etag()).isNotEqualTo(seen);
        assertThat(patch(WEIGHT.replace("5", "6"), "If-Match", seen).status()).isEqualTo(412);
        assertThat(ownWeight("If-Match", seen).status()).isEqualTo(412);
        node.call("DELETE", AdminNode.ENDPOINT + "/weight?scope=node&by=bob", "");
        Await.until(() -> node.weight() == 5);
        assertThat(node.get("/cluster").body().path("own_settings")).isEmpty();
    }

    @Test
    void bothScopesAreShownAndWhichOfThemCounts() throws Exception {
        patch(WEIGHT);
        ownWeight();

        var page = node.get("/settings").body();
        assertThat(page.path("settings"))
                .extracting(one -> one.path("scope").textValue() + " "
                        + one.path("in_effect").booleanValue() + " "
                        + one.path("because").asText())
                .containsExactly("fleet false this node has 2 of its own", "node true ");
        assertThat(page.path("own").path("in").textValue()).isEqualTo("memory alone: no state directory is configured");
        assertThat(page.path("history"))
                .extracting(one ->
                        one.path("scope").textValue() + " " + one.path("why").textValue())
                .containsExactly("node odd one", "fleet canary");
        assertThat(node.get("/cluster").body().path("own_settings"))
                .extracting(one ->
                        one.path("value").textValue() + " " + one.path("by").textValue())
                .containsExactly("2 bob");
    }

    @Test
    void everyChangeOfSettingsTakesAScope() throws Exception {
        node.call("PATCH", "/upstreams/shop?by=bob&scope=node", "{\"algorithm\": \"random\"}");
        Await.until(() ->
                node.get("/upstreams/shop").body().path("balance").asText().equals("random"));
        for (var verb : List.of("drain", "eject")) {
            assertThat(node.call("POST", AdminNode.ENDPOINT + "/" + verb + "?by=bob&why=x&scope=node", "")
                            .status())
                    .isEqualTo(200);
        }
        node.call("PATCH", "/settings?by=bob&scope=node", WEIGHT);

        assertThat(node.get("/settings").body().path("settings"))
                .extracting(one -> one.path("scope").textValue() + " "
                        + one.path("setting").textValue())
                .containsExactly("node algorithm", "node drain", "node eject", "node weight");
        for (var verb : List.of("undrain", "restore")) {
            node.call("POST", AdminNode.ENDPOINT + "/" + verb + "?by=bob&scope=node", "");
        }
        assertThat(node.get("/settings").body().path("settings")).hasSize(2);
        Await.until(() -> node.weight() == 5);
    }
}
