package flotilla.ops.log;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.config.ConfigFile;
import flotilla.ops.process.NodeProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node that serves writes down of its requests. */
class NodeLogTest {

    @TempDir
    private Path directory;

    @Test
    void aRouteHasItsLinesOrNoneAndTheClientIsTheOneThatATrustedProxyNames() throws Exception {
        var log = directory.resolve("access.log");
        try (var client = HttpClient.newHttpClient();
                var process = start("""
                version: 1
                admin: off
                access_log: { file: $DIR/access.log, sample: 0, fields: [client, target, status, reason] }
                listeners: { web: { bind: 127.0.0.1:0, trusted_proxies: [127.0.0.0/8] } }
                routes:
                  - { path: /silent, respond: { status: 500 }, access_log: off }
                  - { path: /told, respond: { status: 200 }, access_log: on }
                  - { path: /some, respond: { status: 200 } }
                  - { path: /broken, respond: { status: 503 } }
                """)) {
            for (var path : new String[] {"/silent", "/some", "/told", "/broken", "/nowhere"}) {
                ask(client, process, path);
            }
        }

        assertThat(Files.readAllLines(log))
                .containsExactlyInAnyOrder("203.0.113.9 \"/told\" 200 -", "203.0.113.9 \"/broken\" 503 -");
    }

    private NodeProcess start(String yaml) throws Exception {
        var file = Files.writeString(directory.resolve("flotilla.yaml"), yaml.replace("$DIR", directory.toString()));
        return NodeProcess.start(ConfigFile.read(file, sources()), Time.system());
    }

    private static Sources sources() {
        return Sources.load(new SourceContext(Time.system(), Optional.empty(), 1));
    }

    private static void ask(HttpClient client, NodeProcess process, String path) throws Exception {
        int port = process.node().addresses().values().iterator().next().getPort();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .version(HttpClient.Version.HTTP_1_1)
                .header("X-Forwarded-For", "203.0.113.9")
                .build();
        client.send(request, BodyHandlers.discarding());
    }
}
