package flotilla.ops.system;

import static flotilla.ops.system.ConsulServiceTest.service;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.consul.ConsulAgent;
import flotilla.discovery.consul.ConsulService;
import flotilla.ops.system.Site.RunningNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services become routes by what they say of themselves in Consul, with nothing written for them in the node's file. */
class AnnouncedRoutesTest {

    @TempDir
    Path directory;

    @Test
    void aServiceIsServedByItsMetadataAndByTagsAsFabioReadsThem() throws Exception {
        try (var site = new Site(directory);
                var consul = ConsulAgent.start();
                var http = HttpClient.newHttpClient()) {
            var node = site.node("consul: { agents: [ '%s' ], routes: true }\n".formatted(consul.address()));
            assertThat(status(http, node, "/cart")).isEqualTo(404);

            consul.register(service(site.endpoint("cart")).withMeta(Map.of("flotilla-route", "/cart")));
            Wait.until("the route that metadata announces", () -> status(http, node, "/cart/7") == 200);
            assertThat(body(http, node, "/cart/7")).isEqualTo("cart");
            assertThat(status(http, node, "/cartoon")).isEqualTo(404);

            var pay = site.endpoint("pay");
            consul.register(ConsulService.of("pay", "pay-1", "127.0.0.1", pay.port())
                    .withTags(List.of("urlprefix-/pay proto=http", "other")));
            Wait.until("the route that a tag announces", () -> status(http, node, "/pay") == 200);
            assertThat(body(http, node, "/pay")).isEqualTo("pay");
            assertThat(body(http, node, "/cart")).isEqualTo("cart");

            consul.deregister("pay-1");
            Wait.until("the route is gone with its service", () -> status(http, node, "/pay") != 200);
            assertThat(body(http, node, "/cart")).isEqualTo("cart");
        }
    }

    private static int status(HttpClient http, RunningNode node, String path) throws Exception {
        return http.send(get(node, path), BodyHandlers.discarding()).statusCode();
    }

    private static String body(HttpClient http, RunningNode node, String path) throws Exception {
        return http.send(get(node, path), BodyHandlers.ofString()).body();
    }

    private static HttpRequest get(RunningNode node, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + path))
                .build();
    }
}
