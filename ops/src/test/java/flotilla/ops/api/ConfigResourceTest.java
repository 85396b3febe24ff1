package flotilla.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.Await;
import flotilla.ops.api.AdminNode.Answered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of a real node over its API. */
class ConfigResourceTest {

    @TempDir
    private Path directory;

    private AdminNode node;
    private String first = "";

    @BeforeEach
    void start() throws Exception {
        node = AdminNode.start(directory);
        first = node.get("/config").whole().body();
    }

    @AfterEach
    void close() {
        node.close();
    }

    private Answered send(String method, String path, String yaml, String... more)
            throws IOException, InterruptedException {
        var headers = new String[more.length + 2];
        System.arraycopy(more, 0, headers, 2, more.length);
        headers[0] = "Content-Type";
        headers[1] = "application/yaml";
        return node.call(method, path, yaml, headers);
    }

    private String another() {
        return first.replace("balance: round_robin", "balance: random");
    }

    private String balance() throws IOException, InterruptedException {
        return node.get("/upstreams/shop").body().path("balance").textValue();
    }

    @Test
    void aDifferenceIsShownAndNothingChanges() throws Exception {
        assertThat(first).isEqualTo(Files.readString(directory.resolve("flotilla.yaml")));

        var plan = send("POST", "/config/diff", another());

        assertThat(plan.status()).as(plan.toString()).isEqualTo(200);
        assertThat(plan.body().path("changes")).hasSize(1);
        var change = plan.body().path("changes").path(0);
        assertThat(change.path("path").textValue()).startsWith("upstreams.shop.balance");
        assertThat(change.path("after").textValue()).isEqualTo("random");
        assertThat(change.path("live").booleanValue()).isTrue();
        assertThat(node.get("/config").whole().body()).isEqualTo(first);
    }

    @Test
    void anotherCountsAndTheOneBeforeComesBack() throws Exception {
        var seen = node.get("/config").etag();
        var before =
                node.get("/config/history").body().path("revisions").path(0).path("revision");

        var put = send("PUT", "/config?by=alice&why=try", another(), "If-Match", seen);

        assertThat(put.status()).as(put.toString()).isEqualTo(200);
        Await.until(() -> balance().equals("random"));
        assertThat(node.get("/config").whole().body()).isEqualTo(another());
        var newest = node.get("/config/history").body().path("revisions").path(0);
        assertThat(newest.path("by").textValue()).isEqualTo("alice");
        assertThat(newest.path("why").textValue()).isEqualTo("try");
        assertThat(node.get("/config/history/" + before.asText()).whole().body())
                .isEqualTo(first);
        assertThat(send("PUT", "/config?by=bob", first, "If-Match", seen).status())
                .isEqualTo(412);
        assertThat(balance()).isEqualTo("random");

        var back = node.call("POST", "/config/rollback?by=alice", "{\"revision\": " + before + "}");
        assertThat(back.status()).as(back.toString()).isEqualTo(200);
        Await.until(() -> balance().equals("round_robin"));
    }

    @Test
    void theFileIsReadAgain() throws Exception {
        // The watch may be quicker: what counts then is the same.
        Files.writeString(directory.resolve("flotilla.yaml"), another());

        var reloaded = node.call("POST", "/config/reload?by=alice", "");

        assertThat(reloaded.status()).as(reloaded.toString()).isEqualTo(200);
        Await.until(() -> balance().equals("random"));
    }

    @Test
    void mistakesAreNamedAllAtOnceAndTheOldOneStays() throws Exception {
        var wrong = first.replace("balance: round_robin", "balance: nonsense").replace("410", "99");

        var refused = send("PUT", "/config?by=alice", wrong);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().path("errors"))
                .extracting(error -> error.path("path").textValue())
                .hasSize(2)
                .anyMatch(path -> path.startsWith("body.upstreams.shop.balance"));
        assertThat(node.get("/config").whole().body()).isEqualTo(first);
        assertThat(send("POST", "/config/diff", wrong).body().path("errors")).hasSize(2);
        assertThat(send("PUT", "/config?by=alice", first.replace("threads: 1", "threads: 2"))
                        .body()
                        .path("errors")
                        .path(0)
                        .path("expected")
                        .textValue())
                .isEqualTo("1, or a restart");
        assertThat(node.call("POST", "/config/rollback?by=alice", "{\"revision\": 9999}")
                        .status())
                .isEqualTo(422);
        assertThat(node.get("/config/history/9999").status()).isEqualTo(404);
    }
}
