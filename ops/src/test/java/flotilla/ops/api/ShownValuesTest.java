package flotilla.ops.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import flotilla.discovery.Time;
import flotilla.ops.Await;
import flotilla.ops.cert.Authority;
import flotilla.ops.cert.CertificateFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pages say of nodes of which it is known what they have to say. */
class ShownValuesTest {

    private static final String REST = """
            upstreams: { shop: { source: 'fixed:127.0.0.1:81' } }
            routes: [ { upstream: shop } ]
            """;

    @TempDir
    private Path directory;

    private static InetSocketAddress address(AdminNode node, String listener) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port(listener));
    }

    private static JsonNode first(AdminNode node, String path, String field, int wanted) throws Exception {
        return Await.first(() -> node.get(path).body(), page -> page.path(field).asInt(-1) == wanted);
    }

    @Test
    void aListenerShowsItsBoundsAndItsConnections() throws Exception {
        var text = """
                version: 1
                admin: 127.0.0.1:0
                listeners:
                  web: { bind: '127.0.0.1:0', max_connections: 2, max_header_bytes: 16KiB, head_timeout: 7s,\
                 idle_timeout: 61s, trusted_proxies: [10.0.0.0/8], explain_to: [127.0.0.0/8] }
                  other: 127.0.0.1:0
                """;
        try (var node = AdminNode.of(directory, text + REST)) {
            var web = node.get("/listeners/web").body();
            assertThat(web.path("address").textValue())
                    .isEqualTo("127.0.0.1:" + address(node, "web").getPort());
            assertThat(web.path("bind").textValue()).isEqualTo("127.0.0.1:0");
            assertThat(web.path("max_connections").intValue()).isEqualTo(2);
            assertThat(web.path("max_header_bytes").intValue()).isEqualTo(16 * 1024);
            assertThat(web.path("head_timeout_ms").intValue()).isEqualTo(7000);
            assertThat(web.path("idle_timeout_ms").intValue()).isEqualTo(61_000);
            assertThat(web.path("trusted_proxies"))
                    .extracting(JsonNode::textValue)
                    .containsExactly("10.0.0.0/8");
            assertThat(web.path("explain_to")).extracting(JsonNode::textValue).containsExactly("127.0.0.0/8");
            assertThat(web.path("connections").intValue()).isZero();
            assertThat(node.get("/listeners").body().path("listeners"))
                    .extracting(one -> one.path("name").textValue())
                    .containsExactly("other", "web");
        }
    }

    private static Socket connected(AdminNode node) throws IOException {
        var web = address(node, "web");
        return new Socket(web.getAddress(), web.getPort());
    }

    @Test
    void aListenerCountsItsOwnConnectionsAndThoseThatItTurnsAway() throws Exception {
        var text = """
                version: 1
                admin: 127.0.0.1:0
                listeners: { web: { bind: '127.0.0.1:0', max_connections: 2 }, other: 127.0.0.1:0 }
                """;
        try (var node = AdminNode.of(directory, text + REST)) {
            var open = new ArrayList<Socket>();
            open.add(connected(node));
            open.add(connected(node));
            var full = first(node, "/listeners/web", "connections", 2);
            assertThat(full.path("turned_away").intValue()).isZero();

            open.add(connected(node));

            first(node, "/listeners/web", "turned_away", 1);
            assertThat(node.get("/listeners/other").body().path("connections").intValue())
                    .isZero();
            for (var socket : open) {
                socket.close();
            }
            first(node, "/listeners/web", "connections", 0);
        }
    }

    @Test
    void limitsAreShownWithWhatIsUsedOfThem() throws Exception {
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        var endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var client = HttpClient.newHttpClient();
                var node = AdminNode.of(
                        directory, """
                        version: 1
                        admin: 127.0.0.1:0
                        listeners: { web: 127.0.0.1:0 }
                        limits: { max_requests_in_flight: 50, max_buffer_bytes: 32MiB, client_requests_per_minute: 600 }
                        upstreams:
                          shop:
                            source: 'fixed:127.0.0.1:%d'
                            pool: { max_connections: 9, max_queue: 5 }
                            rate: 70/s
                            concurrency: { limit: 8, max_queue: 3 }
                        routes: [ { upstream: shop } ]
                        """.formatted(endpoint.getAddress().getPort()))) {
            endpoint.setExecutor(threads);
            endpoint.createContext("/", exchange -> {
                asked.countDown();
                try {
                    answer.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            endpoint.start();
            checkLimits(node, client, asked, answer);
        } finally {
            answer.countDown();
            endpoint.stop(0);
        }
    }

    private static void checkLimits(AdminNode node, HttpClient client, CountDownLatch asked, CountDownLatch answer)
            throws Exception {
        var limits = node.get("/limits").body();
        assertThat(limits.path("max_requests_in_flight").intValue()).isEqualTo(50);
        assertThat(limits.path("max_buffer_bytes").intValue()).isEqualTo(32 << 20);
        assertThat(limits.path("client_requests_per_minute").intValue()).isEqualTo(600);
        assertThat(limits.path("requests_in_flight").intValue()).isZero();
        assertThat(limits.path("client_connections").intValue()).isZero();
        assertThat(limits.path("upstreams").path(0).toString())
                .isEqualTo("{\"upstream\":\"shop\",\"max_connections\":9,\"rate\":\"70/s\",\"concurrency\":\"8\","
                        + "\"max_queue\":5,\"concurrency_here\":8}");

        var web = address(node, "web");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.getPort() + "/"))
                .build();
        CompletableFuture<HttpResponse<Void>> held = client.sendAsync(request, BodyHandlers.discarding());
        asked.await();
        var busy = first(node, "/limits", "requests_in_flight", 1);
        assertThat(busy.path("client_connections").intValue()).isEqualTo(1);
        answer.countDown();
        assertThat(held.get().statusCode()).isEqualTo(204);
        first(node, "/limits", "requests_in_flight", 0);

        node.call("PATCH", "/upstreams/shop?by=alice", "{\"max_connections\": 4, \"rate\": \"off\"}");
        var changed = node.get("/limits").body().path("upstreams").path(0);
        assertThat(changed.path("max_connections").intValue()).isEqualTo(4);
        assertThat(changed.path("rate").textValue()).isEqualTo("off");
    }

    @Test
    void certificatesAreShownWithNamesIssuerAndEndAndNeverAKey() throws Exception {
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var authority = Authority.make("test", Duration.ofDays(30), now);
        var files = new CertificateFiles(directory);
        files.writeCertificate("ca", authority.own().certificate());
        var laptop = authority.sign("laptop", List.of("10.1.2.3", "shop.example"), Duration.ofDays(10), now);
        files.write("laptop", laptop);
        try (var node = AdminNode.of(directory, withCertificates())) {
            var answer = node.get("/certificates");
            var list = answer.body().path("certificates");
            assertThat(list)
                    .extracting(one ->
                            one.path("of").textValue() + " " + one.path("use").textValue())
                    .contains("upstreams.shop.tls.cert_file identity", "upstreams.shop.tls.ca_file trust");
            var own = list.path(0);
            var certificate = laptop.certificate();
            assertThat(own.path("subject").textValue()).isEqualTo("CN=laptop");
            assertThat(own.path("issuer").textValue()).isEqualTo("CN=test");
            assertThat(own.path("names")).extracting(JsonNode::textValue).contains("10.1.2.3", "shop.example");
            assertThat(own.path("serial").textValue())
                    .isEqualTo(certificate.getSerialNumber().toString(16));
            assertThat(own.path("not_before").textValue())
                    .isEqualTo(certificate.getNotBefore().toInstant().toString());
            assertThat(own.path("not_after").textValue())
                    .isEqualTo(certificate.getNotAfter().toInstant().toString());
            assertThat(own.path("days_left").intValue()).isBetween(9, 10);
            assertThat(list.path(list.size() - 1).path("subject").textValue()).isEqualTo("CN=test");
            assertThat(answer.whole().body()).doesNotContainIgnoringCase("private");
        }
    }

    @Test
    void metricsTellWhenCertificatesExpireAndWhichConfigurationCounts() throws Exception {
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var authority = Authority.make("test", Duration.ofDays(30), now);
        var files = new CertificateFiles(directory);
        files.writeCertificate("ca", authority.own().certificate());
        files.write("laptop", authority.sign("laptop", List.of("shop.example"), Duration.ofDays(10), now));
        try (var node = AdminNode.of(directory, withCertificates())) {
            assertThat(node.page("/metrics", Map.of()).body())
                    .contains("flotilla_config_revision 1.0", "flotilla_config_last_reload_successful 1.0");
            double day = 86_400;
            assertThat(expires(node, "cert_file", "identity")).isCloseTo(now.getEpochSecond() + 10 * day, within(day));
            assertThat(expires(node, "ca_file", "trust")).isCloseTo(now.getEpochSecond() + 30 * day, within(day));
        }
    }

    private String withCertificates() {
        return """
                version: 1
                admin: 127.0.0.1:0
                listeners: { web: 127.0.0.1:0 }
                upstreams:
                  shop:
                    source: 'fixed:127.0.0.1:81'
                    tls: { cert_file: %1$s/laptop.pem, key_file: %1$s/laptop.key, ca_file: %1$s/ca.pem }
                routes: [ { upstream: shop } ]
                """.formatted(directory);
    }

    private static double expires(AdminNode node, String file, String use) throws Exception {
        var name = "flotilla_certificate_expires_timestamp_seconds{of=\"upstreams.shop.tls." + file + "\",use=\"" + use
                + "\"} ";
        return node.page("/metrics", Map.of())
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theProcessSaysWhatItIs() throws Exception {
        try (var node = AdminNode.of(directory, """
                version: 1
                admin: 127.0.0.1:0
                listeners: { web: 127.0.0.1:0 }
                """ + REST)) {
            var process = node.get("/process").body();
            var change = "{\"changes\": [{\"upstream\": \"shop\", \"setting\": \"rate\", \"value\": \"5/s\"}]}";
            var signed = node.call("PATCH", "/settings?by=alice", change)
                    .body()
                    .path("history")
                    .path(0);
            assertThat(process.path("node").textValue())
                    .isEqualTo(signed.path("node").textValue())
                    .isNotBlank();
            assertThat(process.path("pid").longValue())
                    .isEqualTo(ProcessHandle.current().pid());
            assertThat(process.path("java").textValue())
                    .isEqualTo(Runtime.version().toString());
            assertThat(process.path("version").textValue()).isEqualTo("(unpackaged)");
            assertThat(process.path("ready").booleanValue()).isTrue();
            var started = Instant.parse(process.path("started").textValue());
            assertThat(started).isBefore(Time.system().now());
            var uptime = Await.first(
                    () -> node.get("/process").body().path("uptime_s").longValue(), seconds -> seconds >= 1);
            assertThat(uptime)
                    .isLessThanOrEqualTo(
                            Duration.between(started, Time.system().now()).toSeconds());
            assertThat(process.path("stages"))
                    .extracting(JsonNode::textValue)
                    .isEqualTo(node.process().node().stages())
                    .contains("routing", "attempts", "pick", "forward");
        }
    }
}
