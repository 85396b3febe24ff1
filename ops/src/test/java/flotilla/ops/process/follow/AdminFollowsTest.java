package flotilla.ops.process.follow;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Time;
import flotilla.ops.access.Token;
import flotilla.ops.cert.Authority;
import flotilla.ops.cert.CertificateFiles;
import flotilla.ops.config.ClientTls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminFollowsTest {

    private static final Random RANDOM = new Random(12);
    private static final String OLD = Token.make(RANDOM);
    private static final String FRESH = Token.make(RANDOM);
    private static final String UPSTREAMS = "/api/v1/upstreams";

    @TempDir
    private Path directory;

    private static String believing(String token, String role, String more) {
        return "admin: { bind: 127.0.0.1:0, tokens: { deploy: { hash: '%s', role: %s } }%s }\n"
                .formatted(Token.hash(token), role, more);
    }

    private static int look(RunningNode node, String token) throws Exception {
        return node.admin(UPSTREAMS, "Authorization", "Bearer " + token).statusCode();
    }

    @Test
    void aTokenThatIsRevokedGoesWithoutARestart() throws Exception {
        try (var node = RunningNode.start(directory, believing(OLD, "read", ""))) {
            assertThat(look(node, OLD)).isEqualTo(200);
            assertThat(look(node, FRESH)).isEqualTo(401);

            node.follow(believing(FRESH, "change", ", open_metrics: false"));

            assertThat(look(node, OLD)).isEqualTo(401);
            assertThat(look(node, FRESH)).isEqualTo(200);
            assertThat(node.admin("/metrics").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void theAuditLogFollowsOrNothingDoes() throws Exception {
        var audit = directory.resolve("audit.log");
        var nowhere = directory.resolve("no/such/audit.log");
        try (var node = RunningNode.start(directory, believing(OLD, "read", ""))) {
            assertThat(node.refusal(believing(FRESH, "change", ", audit_log: " + nowhere)))
                    .startsWith("admin.audit_log " + nowhere + ": cannot be opened: java.io.FileNotFoundException");
            assertThat(look(node, OLD)).isEqualTo(200);
            assertThat(look(node, FRESH)).isEqualTo(401);

            node.follow(believing(FRESH, "change", ", audit_log: " + audit));
            put(node, "flotilla.follows", "debug");
        }

        assertThat(Files.readAllLines(audit))
                .singleElement()
                .asString()
                .contains("\"who\":\"deploy\"", "/log/levels/flotilla.follows");
    }

    private static void put(RunningNode node, String logger, String level) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var uri = URI.create("http://" + node.adminAddress() + "/api/v1/log/levels/" + logger);
            var request = HttpRequest.newBuilder(uri)
                    .headers("Authorization", "Bearer " + FRESH, "Content-Type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofString("{\"level\":\"" + level + "\"}"));
            assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void whereItIsBoundTakesARestart() throws Exception {
        try (var node = RunningNode.start(directory, believing(OLD, "read", ""))) {
            assertThat(node.needsRestart("admin: off\n")).containsExactly("admin.bind");
            assertThat(node.refusal("admin: 127.0.0.1:1\n"))
                    .startsWith("needs a restart, or an upgrade (flotilla -u), which loses no request: admin.bind");
            assertThat(look(node, OLD)).isEqualTo(200);
        }
    }

    /** All on one connection, which was made when the first of them counted. */
    @Test
    void whoseCertificateIsBelievedFollowsAlsoForThoseWhoAreConnected() throws Exception {
        var now = Time.system().now();
        var first = Authority.make("first", Duration.ofDays(1), now);
        var other = Authority.make("other", Duration.ofDays(1), now);
        var files = new CertificateFiles(directory);
        files.writeCertificate("first", first.own().certificate());
        files.writeCertificate("other", other.own().certificate());
        for (var name : List.of("server", "laptop")) {
            files.write(name, first.sign(name, List.of("127.0.0.1"), Duration.ofDays(1), now));
        }
        var tls = ClientTls.context(
                Optional.of(directory.resolve("first.pem")),
                Optional.of(directory.resolve("laptop.pem")),
                Optional.of(directory.resolve("laptop.key")));

        try (var node = RunningNode.start(directory, signedBy("first", "laptop: change"));
                var client = HttpClient.newBuilder().sslContext(tls).build()) {
            assertThat(look(client, node)).isEqualTo(200);
            node.follow(signedBy("first", "desktop: change"));
            assertThat(look(client, node)).isEqualTo(401);
            node.follow(signedBy("first", "laptop: read"));
            assertThat(look(client, node)).isEqualTo(200);
            node.follow(signedBy("other", "laptop: read"));
            assertThat(look(client, node)).isEqualTo(401);
        }
    }

    private String signedBy(String authority, String clients) {
        return """
                admin: { bind: 127.0.0.1:0, tls: { cert_file: %1$s/server.pem, key_file: %1$s/server.key,\
                 client_ca_file: %1$s/%2$s.pem, clients: { %3$s } } }
                """.formatted(directory, authority, clients);
    }

    private static int look(HttpClient client, RunningNode node) throws Exception {
        var uri = URI.create("https://" + node.adminAddress() + UPSTREAMS);
        var request = HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1);
        return client.send(request.build(), BodyHandlers.ofString()).statusCode();
    }
}
