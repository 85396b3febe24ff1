package flotilla.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.Await;
import flotilla.ops.api.AdminNode.Answered;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does to an endpoint of a real node. */
class EndpointsResourceTest {

    private AdminNode node;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        node = AdminNode.start(directory);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private Answered done(String method, String path, String body) throws IOException, InterruptedException {
        var answer = node.call(method, AdminNode.ENDPOINT + path, body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer;
    }

    private String condition() throws IOException, InterruptedException {
        return node.get(AdminNode.ENDPOINT).body().path("condition").textValue();
    }

    @Test
    void aWeightIsSetAndTakenBack() throws Exception {
        var answer = done("PUT", "/weight?by=alice&why=canary", "{\"weight\": 7}");

        var setting = answer.body().path("settings").path(0);
        assertThat(setting.path("setting").textValue()).isEqualTo("weight");
        assertThat(setting.path("by").textValue()).isEqualTo("alice");
        assertThat(setting.path("why").textValue()).isEqualTo("canary");
        Await.until(() -> node.weight() == 7);
        assertThat(done("DELETE", "/weight?by=alice", "").body().path("settings"))
                .isEmpty();
        Await.until(() -> node.weight() == 1);
    }

    @Test
    void aDrainTakesItOutOfTheRotationUntilItEnds() throws Exception {
        done("POST", "/drain?by=alice", "");
        Await.until(() -> condition().equals("draining") && node.weight() == 0);

        done("POST", "/undrain?by=alice", "");
        Await.until(() -> condition().equals("serving") && node.weight() == 1);
    }

    @Test
    void anEjectionNeedsAReasonAndCountsAsDown() throws Exception {
        var without = node.call("POST", AdminNode.ENDPOINT + "/eject?by=alice", "");
        assertThat(without.status()).isEqualTo(400);
        assertThat(without.body().path("errors").path(0).path("path").textValue())
                .isEqualTo("query.why");

        done("POST", "/eject?by=alice&why=wrong%20answers", "");
        Await.until(() -> condition().equals("failing") && node.weight() == 0);
        node.call("POST", AdminNode.ENDPOINT.replace("81", "82") + "/eject?by=alice&why=too", "");
        Await.until(() -> node.weight() == 1);

        done("POST", "/restore?by=alice", "");
        Await.until(() -> condition().equals("serving"));
    }

    @Test
    void anEndpointThatChangedMeanwhileIsLookedAtAgain() throws Exception {
        var seen = node.get(AdminNode.ENDPOINT).etag();
        done("POST", "/drain?by=alice", "");

        var late = node.call("POST", AdminNode.ENDPOINT + "/undrain?by=bob", "", "If-Match", seen);

        assertThat(late.status()).isEqualTo(412);
        assertThat(node.get(AdminNode.ENDPOINT).body().path("settings")).hasSize(1);
    }

    @Test
    void anUpstreamsAlgorithmAndLimitsChange() throws Exception {
        var answer =
                node.call("PATCH", "/upstreams/shop?by=alice", "{\"algorithm\": \"random\", \"max_connections\": 3}");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        Await.until(() -> {
            var shop = node.get("/upstreams/shop").body();
            return shop.path("balance").textValue().equals("random")
                    && shop.path("endpoints").path(0).path("connection_share").intValue() == 3;
        });
        node.call("PATCH", "/upstreams/shop?by=alice", "{\"algorithm\": null, \"max_connections\": null}");
        Await.until(() ->
                node.get("/upstreams/shop").body().path("balance").textValue().equals("round_robin"));
        assertThat(node.get("/settings").body().path("settings")).isEmpty();
    }
}
