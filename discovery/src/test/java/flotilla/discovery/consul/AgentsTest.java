package flotilla.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import flotilla.discovery.Endpoint;
import flotilla.discovery.Recorder;
import flotilla.discovery.SourceContext;
import flotilla.discovery.SourceEvent;
import flotilla.discovery.SourceEvent.Snapshot;
import flotilla.discovery.SourceEvent.Stale;
import flotilla.discovery.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens and certificates, against a small agent of our own that lists one instance and keeps what it was sent. */
class AgentsTest {

    private static final String INSTANCE = """
            [{"Node": {"Node": "n", "Address": "127.0.0.1"},
              "Service": {"ID": "a", "Service": "shop", "Address": "127.0.0.1", "Port": 80}, "Checks": []}]
            """;
    private static final Snapshot ONE = new Snapshot(List.of(Endpoint.of("127.0.0.1", 80)));

    @TempDir
    Path directory;

    private final Recorder<String> tokens = new Recorder<>();
    private final Recorder<String> targets = new Recorder<>();
    private final Recorder<SourceEvent> heard = new Recorder<>();
    private final AtomicLong index = new AtomicLong();
    private boolean counts = true;

    private <S extends HttpServer> S serve(S server) {
        server.createContext("/", exchange -> {
            tokens.accept(String.valueOf(exchange.getRequestHeaders().getFirst("X-Consul-Token")));
            targets.accept(exchange.getRequestURI().toString());
            var body = INSTANCE.getBytes(StandardCharsets.UTF_8);
            if (counts) {
                exchange.getResponseHeaders().set("X-Consul-Index", String.valueOf(index.incrementAndGet()));
            }
            exchange.getResponseHeaders().set("X-Consul-KnownLeader", "true");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private ConsulSource source(HttpServer server, String parameters) {
        var uri = "consul://127.0.0.1:" + server.getAddress().getPort() + "/shop?min_delay=10ms" + parameters;
        return ConsulSource.of(URI.create(uri), SourceContext.of(Time.system()));
    }

    @Test
    void sendsTheTokenOfTheFileAsItIsNowInAHeaderOnly() throws Exception {
        var file = Files.writeString(directory.resolve("token"), "first\n");
        var server = serve(HttpServer.create(loopback(), 0));

        try (var source = source(server, "&token_file=" + file)) {
            source.start(heard);
            tokens.await("first"::equals);
            Files.writeString(file, "second");
            tokens.await("second"::equals);

            assertThat(tokens.heard()).containsOnly("first", "second");
            assertThat(targets.heard()).noneMatch(target -> target.contains("first") || target.contains("second"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void isNotMadeHotByAnAgentThatNeverBlocksWithAnIndexOrWithout() throws Exception {
        for (var withIndex : List.of(true, false)) {
            counts = withIndex;
            var server = serve(HttpServer.create(loopback(), 0));
            var before = targets.heard().size();
            var begin = System.nanoTime();

            try (var source = source(server, "")) {
                source.start(heard);
                targets.awaitCount(before + Pace.BURST + 3);
            } finally {
                server.stop(0);
            }

            // The burst is spent at once; the three that follow wait for a token each, of which one a second is made.
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void saysThatATokenFileIsMissing() throws Exception {
        var server = serve(HttpServer.create(loopback(), 0));
        var file = directory.resolve("token");

        try (var source = source(server, "&token_file=" + file)) {
            source.start(heard);

            assertThat(((Stale) heard.awaitCount(1).getFirst()).reason()).contains("token_file " + file);
            assertThat(targets.heard()).isEmpty();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void trustsTheAuthorityOfTheFileAndShowsItsOwnCertificate() throws Exception {
        var us = Certificate.make(directory, "us");
        var agent = Certificate.make(directory, "agent");
        var server = HttpsServer.create(loopback(), 0);
        var context = agent.serverThatTrusts(us);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                var demanding = context.getDefaultSSLParameters();
                demanding.setNeedClientAuth(true);
                parameters.setSSLParameters(demanding);
            }
        });
        serve(server);
        var trust = "&tls=true&ca_file=" + agent.certificateFile();

        try (var known = source(server, trust + "&cert_file=" + us.certificateFile() + "&key_file=" + us.keyFile());
                var stranger = source(server, trust);
                var distrustful = source(server, "&tls=true")) {
            assertThat(first(known)).isEqualTo(ONE);
            assertThat(first(stranger)).isInstanceOf(Stale.class);
            assertThat(first(distrustful)).isInstanceOf(Stale.class).asString().contains("SSLHandshakeException");
        } finally {
            server.stop(0);
        }
    }

    private static SourceEvent first(ConsulSource source) throws InterruptedException {
        var events = new Recorder<SourceEvent>();
        source.start(events);
        return events.awaitCount(1).getFirst();
    }

    @Test
    void namesACertificateFileThatIsNone() throws IOException {
        var file = Files.writeString(directory.resolve("ca.pem"), "nothing");
        var access = ConsulUri.service(URI.create("consul://shop?tls=true&ca_file=" + file))
                .access();

        assertThat(catchThrowable(() -> AgentTls.load(access))).hasMessageContaining(file.toString());
    }
}
