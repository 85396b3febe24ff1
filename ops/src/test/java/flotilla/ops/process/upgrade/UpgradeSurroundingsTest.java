package flotilla.ops.process.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.consul.ConsulAgent;
import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is around a process, which the next one that takes its place finds as it was. */
class UpgradeSurroundingsTest {

    private static final String LISTED = "/v1/health/service/flotilla";
    private static final String PASSING = LISTED + "?passing=true";

    @RegisterExtension
    final UpgradeSite site = new UpgradeSite();

    @Test
    void settingsThatWereChangedAtRunTimeSurviveAndTheAdminPortStays() throws Exception {
        try (var client = HttpClient.newHttpClient();
                var old = site.start()) {
            site.serving(old);
            int admin = old.port("admin: on ");
            var path = "http://127.0.0.1:" + admin + "/api/v1/upstreams/shop";
            var change = HttpRequest.newBuilder(URI.create(path + "?by=alice"))
                    .header("Content-Type", "application/json")
                    .method("PATCH", BodyPublishers.ofString("{\"algorithm\": \"random\"}"))
                    .build();
            assertThat(client.send(change, BodyHandlers.ofString())).returns(200, HttpResponse::statusCode);

            try (var next = site.replace(old)) {
                assertThat(next.port("admin: on ")).isEqualTo(admin);
                var shop = client.send(HttpRequest.newBuilder(URI.create(path)).build(), BodyHandlers.ofString());
                assertThat(shop.body().replace(" ", "")).contains("\"balance\":\"random\"");
            }
        }
    }

    @Test
    void theEntryInConsulStaysUntilTheLastProcessStops() throws Exception {
        try (var consul = ConsulAgent.start()) {
            site.more("consul: { agents: [ '" + consul.address() + "' ], register: true, leave_wait: 0s }");
            try (var old = site.start()) {
                int port = site.serving(old);
                Await.until(() -> listed(consul, PASSING).contains("\"Port\":" + port));
                try (var next = replaceWhileListed(old, consul, port)) {
                    Await.until(() -> next.err().contains("registers as "));
                    Await.until(() -> listed(consul, PASSING).contains("\"Port\":" + port));
                    assertThat(consul.get("/v1/catalog/service/flotilla").split("\"ServiceID\"", -1))
                            .hasSize(2);

                    next.signal("TERM");

                    assertThat(next.exitCode()).isZero();
                    Await.until(() ->
                            consul.get("/v1/catalog/service/flotilla").strip().equals("[]"));
                }
            }
        }
    }

    /** Looks into Consul again and again meanwhile. */
    private FlotillaProcess replaceWhileListed(FlotillaProcess old, ConsulAgent consul, int port) throws Exception {
        var gaps = new ConcurrentLinkedQueue<String>();
        var over = new AtomicBoolean();
        FlotillaProcess next;
        try (var watching = Executors.newVirtualThreadPerTaskExecutor()) {
            var watch = watching.submit(() -> {
                int looks = 0;
                for (; !over.get(); looks++) {
                    // Whether it passes too is up to how fast this machine answers Consul's checks.
                    var seen = listed(consul, LISTED);
                    if (!seen.contains("\"Port\":" + port)) {
                        gaps.add(seen);
                    }
                }
                return looks;
            });
            try {
                next = site.replace(old);
            } finally {
                over.set(true);
            }
            assertThat(watch.get()).isPositive();
        }
        assertThat(gaps).isEmpty();
        return next;
    }

    private static String listed(ConsulAgent consul, String path) throws Exception {
        return consul.get(path).replace(" ", "");
    }
}
