package flotilla.ops.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import flotilla.discovery.Time;
import flotilla.ops.Await;
import flotilla.ops.access.Token;
import flotilla.ops.api.AdminNode.Answered;
import flotilla.ops.cert.Authority;
import flotilla.ops.cert.CertificateFiles;
import flotilla.ops.config.ClientTls;
import flotilla.ops.status.NodeClient;
import flotilla.ops.status.NodeClient.Wish;
import flotilla.ops.status.RefusedCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask a real node and who may change it, and what its audit log says of it. */
class AccessTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Random RANDOM = new Random(11);
    private static final String READER = Token.make(RANDOM);
    private static final String CHANGER = Token.make(RANDOM);
    private static final String DRAIN = AdminNode.ENDPOINT + "/drain";

    @TempDir
    private Path directory;

    private AdminNode withTokens(String more) throws Exception {
        return AdminNode.start(
                directory,
                "{ bind: 127.0.0.1:0, audit_log: %s, %s tokens: { grafana: { hash: '%s', role: read },"
                                .formatted(directory.resolve("audit.log"), more, Token.hash(READER))
                        + " deploy: { hash: '%s', role: change } } }".formatted(Token.hash(CHANGER)));
    }

    private static String[] bearer(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }

    @Test
    void withoutATokenThereIsHealthAlone() throws Exception {
        try (var node = withTokens("")) {
            var refused = node.get("/upstreams");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.whole().headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"flotilla\"");
            assertThat(node.get("/no/such/path").status()).isEqualTo(401);
            assertThat(node.call("POST", DRAIN, "").status()).isEqualTo(401);
            assertThat(node.get("/upstreams", bearer(Token.make(RANDOM))).body())
                    .isEqualTo(refused.body());

            assertThat(node.page("/healthz", Map.of()).statusCode()).isEqualTo(200);
            assertThat(node.page("/readyz", Map.of()).statusCode()).isEqualTo(200);
            assertThat(node.page("/metrics", Map.of()).statusCode()).isEqualTo(200);
            assertThat(node.get("/upstreams", bearer(READER)).status()).isEqualTo(200);
        }
    }

    @Test
    void metricsMayNeedATokenToo() throws Exception {
        try (var node = withTokens("open_metrics: false,")) {
            assertThat(node.page("/metrics", Map.of()).statusCode()).isEqualTo(401);
            assertThat(node.page("/metrics", Map.of("Authorization", "Bearer " + READER))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void whoMayReadMayNotChange() throws Exception {
        try (var node = withTokens("")) {
            var refused = node.call("POST", DRAIN, "", bearer(READER));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body().path("detail").textValue()).contains("grafana has read");
            assertThat(node.get(AdminNode.ENDPOINT, bearer(READER)).body().path("settings"))
                    .isEmpty();

            var done = node.call("POST", DRAIN + "?by=alice", "", bearer(CHANGER));
            assertThat(done.status()).isEqualTo(200);
            assertThat(done.body().path("settings").path(0).path("by").textValue())
                    .isEqualTo("alice (deploy)");
        }
    }

    /** Where nobody has to prove anything: what a proxy on this machine sends on may come from anywhere. */
    @Test
    void whatAProxySendsOnIsNotOfThisMachine() throws Exception {
        try (var node = AdminNode.start(directory)) {
            for (var header : List.of("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP")) {
                assertThat(node.get("/upstreams", header, "203.0.113.9").status())
                        .as(header)
                        .isEqualTo(401);
            }
            assertThat(node.get("/upstreams").status()).isEqualTo(200);
        }
    }

    @Test
    void whoMayReadSeesNothingOfTheConfiguration() throws Exception {
        try (var node = withTokens("")) {
            var written = node.get("/config", bearer(CHANGER)).whole().body();
            var diff = written.replace("balance: round_robin", "balance: random");

            for (var token : List.of(READER, CHANGER)) {
                int expected = token.equals(READER) ? 403 : 200;
                assertThat(node.get("/config", bearer(token)).status()).isEqualTo(expected);
                assertThat(node.get("/config/history/1", bearer(token)).status())
                        .isEqualTo(expected);
                assertThat(node.call(
                                        "POST",
                                        "/config/diff",
                                        diff,
                                        "Content-Type",
                                        "application/yaml",
                                        "Authorization",
                                        "Bearer " + token)
                                .status())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void whoTriesTooOftenIsNotLookedAtForAWhile() throws Exception {
        try (var node = withTokens("")) {
            var statuses = new ArrayList<Integer>();
            Answered refused;
            do {
                refused = node.get("/upstreams", bearer(Token.make(RANDOM)));
                statuses.add(refused.status());
            } while (refused.status() == 401 && statuses.size() < 100);

            assertThat(refused.status()).isEqualTo(429);
            assertThat(statuses).hasSizeGreaterThan(10);
            assertThat(refused.whole().headers().firstValueAsLong("Retry-After").orElseThrow())
                    .isBetween(1L, 7L);
        }
    }

    @Test
    void browsersMayChangeNothing() throws Exception {
        try (var node = AdminNode.start(directory)) {
            for (var header : List.of("Origin", "Sec-Fetch-Site")) {
                var answer = node.call("POST", DRAIN + "?by=alice", "", header, "same-origin");
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.body().path("detail").textValue()).contains("browsers");
            }
            assertThat(node.get(AdminNode.ENDPOINT).body().path("settings")).isEmpty();
        }
    }

    @Test
    void eachWishIsInTheAuditLogDoneOrNot() throws Exception {
        try (var node = withTokens("")) {
            node.call(
                    "PUT",
                    AdminNode.ENDPOINT + "/weight?why=canary%20of%20two&by=ann",
                    "{\"weight\": 5}",
                    bearer(CHANGER));
            node.call("PUT", AdminNode.ENDPOINT + "/weight", "{\"weight\": -5}", bearer(CHANGER));
            node.call("POST", DRAIN, "", bearer(READER));
            node.call("POST", DRAIN, "");
            node.call("POST", "/nonsense", "", bearer(CHANGER));
            node.get("/upstreams", bearer(READER));

            var lines = audit();
            assertThat(lines).hasSize(5);
            assertThat(lines)
                    .extracting(line -> line.path("status").intValue())
                    .containsExactly(200, 422, 403, 401, 404);
            assertThat(lines)
                    .extracting(line -> line.path("who").textValue())
                    .containsExactly("deploy", "deploy", "grafana", "", "deploy");
            var first = lines.getFirst();
            assertThat(first.path("known_as").textValue()).isEqualTo("token");
            assertThat(first.path("from").textValue()).isEqualTo("127.0.0.1");
            assertThat(first.path("what").textValue())
                    .isEqualTo("PUT /api/v1" + AdminNode.ENDPOINT + "/weight?why=canary%20of%20two&by=ann");
            assertThat(first.path("why").textValue()).isEqualTo("canary of two");
            assertThat(first.path("by").textValue()).isEqualTo("ann");
            assertThat(lines.get(1).has("why")).isFalse();
            assertThat(first.path("body").path("weight").intValue()).isEqualTo(5);
            assertThat(first.path("result").textValue()).isEqualTo("done");
            assertThat(lines.get(1).path("result").textValue()).contains("body.weight: -5");
            assertThat(lines.get(3).path("known_as").textValue()).isEqualTo("nobody");
            assertThat(Files.readString(directory.resolve("audit.log"))).doesNotContain("flt_");
        }
    }

    /** Whatever time that takes, there are fewer lines than seconds and one, and they are short. */
    @Test
    void whomNobodyKnowsCannotFillTheDisk() throws Exception {
        try (var node = withTokens("")) {
            long begin = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                assertThat(node.call("POST", "/" + "x".repeat(2_000), "").status())
                        .isEqualTo(401);
            }
            long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();

            assertThat(audit()).hasSizeBetween(1, (int) seconds + 1);
            assertThat(audit())
                    .allSatisfy(line -> assertThat(line.path("what").textValue())
                            .hasSizeLessThan(210)
                            .startsWith("POST /api/v1/xxx"));
        }
    }

    @Test
    void anAuditLogThatWasMovedAwayIsBegunAnew() throws Exception {
        try (var node = withTokens("")) {
            node.call("POST", DRAIN, "", bearer(CHANGER));
            Files.move(directory.resolve("audit.log"), directory.resolve("audit.log.1"));
            Await.until(() -> Files.exists(directory.resolve("audit.log")));

            node.call("POST", AdminNode.ENDPOINT + "/undrain", "", bearer(CHANGER));

            assertThat(audit()).hasSize(1);
            assertThat(audit().getFirst().path("what").textValue()).endsWith("/undrain");
        }
    }

    private List<JsonNode> audit() throws IOException {
        var lines = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(directory.resolve("audit.log"))) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    @Test
    void aClientCertificateTellsWhoItIs() throws Exception {
        var now = Time.system().now();
        var authority = Authority.make("test", Duration.ofDays(1), now);
        var files = new CertificateFiles(directory);
        files.writeCertificate("ca", authority.own().certificate());
        for (var name : List.of("server", "laptop", "stranger")) {
            files.write(name, authority.sign(name, List.of("127.0.0.1"), Duration.ofDays(1), now));
        }
        var admin = """
                { bind: 127.0.0.1:0, tls: { cert_file: %1$s/server.pem, key_file: %1$s/server.key,\
                 client_ca_file: %1$s/ca.pem, clients: { laptop: change } } }\
                """.formatted(directory);

        try (var node = AdminNode.start(directory, admin);
                var laptop = client(node, Optional.of("laptop"));
                var stranger = client(node, Optional.of("stranger"));
                var nobody = client(node, Optional.empty())) {
            var path = NodeClient.path("upstreams", "shop", "endpoints", "127.0.0.1:81", "drain");
            var drain = Wish.of("POST", path, Map.of());

            assertThat(laptop.ask(drain)
                            .json()
                            .path("settings")
                            .path(0)
                            .path("by")
                            .textValue())
                    .isEqualTo("laptop");
            assertRefused(stranger, drain);
            assertRefused(nobody, Wish.get("/upstreams"));
            var untrusting = NodeClient.at("https://" + node.address(), Optional.empty(), Optional.empty());
            assertThatThrownBy(() -> untrusting.get("upstreams")).isInstanceOf(IOException.class);
        }
    }

    private static void assertRefused(NodeClient client, Wish wish) {
        assertThatThrownBy(() -> client.ask(wish))
                .isInstanceOf(RefusedCall.class)
                .hasMessageContaining("answers 401");
    }

    private NodeClient client(AdminNode node, Optional<String> name) throws IOException {
        var tls = ClientTls.context(
                Optional.of(directory.resolve("ca.pem")),
                name.map(of -> directory.resolve(of + ".pem")),
                name.map(of -> directory.resolve(of + ".key")));
        return NodeClient.at(node.address(), Optional.empty(), Optional.of(tls));
    }
}
