package flotilla.ops;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import flotilla.ops.cert.Authority;
import flotilla.ops.cert.CertificateFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own that is given another configuration while it runs. */
class ReloadTest {

    private static final int PARTS = 20;
    private static final byte[] PART = "0123456789".repeat(10_000).getBytes(US_ASCII);

    private final CountDownLatch reloaded = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(2);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @TempDir
    private Path directory;

    private Path file;
    private HttpServer endpoint;

    @BeforeEach
    void start() throws IOException {
        file = directory.resolve("flotilla.yaml");
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.setExecutor(threads);
        endpoint.createContext("/", exchange -> answer(exchange, "hello".getBytes(US_ASCII)));
        endpoint.createContext("/download", this::download);
        endpoint.createContext("/upload", this::upload);
        endpoint.start();
    }

    @AfterEach
    void stop() {
        reloaded.countDown();
        endpoint.stop(0);
        threads.close();
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Half of it before the reload, half of it after. */
    private void download(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, (long) PARTS * PART.length);
        for (int i = 0; i < PARTS; i++) {
            if (i == PARTS / 2) {
                exchange.getResponseBody().flush();
                begun.countDown();
                await(reloaded);
            }
            exchange.getResponseBody().write(PART);
        }
        exchange.close();
    }

    private void upload(HttpExchange exchange) throws IOException {
        begun.countDown();
        long length = exchange.getRequestBody().readAllBytes().length;
        answer(exchange, String.valueOf(length).getBytes(US_ASCII));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private int port() {
        return endpoint.getAddress().getPort();
    }

    /** A file as an editor leaves it: another one in its place. */
    private void write(String listeners, String rest) throws IOException {
        var next = Files.writeString(
                directory.resolve("next"),
                "version: 1\nadmin: off\nlisteners: { " + listeners + " }\n" + rest.replace("$PORT", "" + port()));
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String shop(String routes) {
        return "upstreams: { shop: { source: 'fixed:127.0.0.1:$PORT' } }\nroutes: [ " + routes + " ]\n";
    }

    @Test
    void whatIsUnderWayEndsThoughAllThatItGoesThroughIsRemoved() throws Exception {
        write("web: 127.0.0.1:0", "reload: { watch: false }\n" + shop("{ upstream: shop }"));
        try (var process = FlotillaProcess.start("-c", file.toString())) {
            int old = process.port("listener web: on ");
            var download = threads.submit(() -> ask(old, "/download"));
            var upload = threads.submit(() -> slowUpload(old));
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

            write(
                    "other: 127.0.0.1:0",
                    "reload: { watch: false }\nupstreams: { stock: { source: 'fixed:127.0.0.1:$PORT' } }\n"
                            + "routes: [ { path: /new, upstream: stock } ]\n");
            process.signal("HUP");
            Await.until(() -> process.err().contains("configuration: revision 1 -> 2 by SIGHUP"));
            int added = process.port("listener other: on ");
            Await.until(() -> refuses(old));
            reloaded.countDown();

            assertThat(body(download)).isEqualTo(new String(PART, US_ASCII).repeat(PARTS));
            assertThat(body(upload)).isEqualTo(String.valueOf(PARTS * PART.length));
            assertThat(ask(added, "/new")).startsWith("HTTP/1.1 200").endsWith("hello");
            assertThat(ask(added, "/old")).startsWith("HTTP/1.1 404");
            Await.until(() -> process.err().contains("listener web: closed"));
        }
    }

    @Test
    void aChangedFileIsTakenByItself() throws Exception {
        write("web: 127.0.0.1:0", shop("{ path: /a, upstream: shop }"));
        try (var process = FlotillaProcess.start("-c", file.toString())) {
            int web = process.port("listener web: on ");
            assertThat(ask(web, "/b")).startsWith("HTTP/1.1 404");

            write("web: 127.0.0.1:0", shop("{ path: /b, upstream: shop }"));
            awaitWords(
                    process,
                    "configuration: revision 1 -> 2 by watch of the file",
                    "routes[*/a].path: /a -> nothing",
                    "routes[*/b].path: nothing -> /b");

            assertThat(ask(web, "/b")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aFileWithMistakesIsRefusedAndToldOfAndWhatWasStays() throws Exception {
        write("web: 127.0.0.1:0", shop("{ path: /a, upstream: shop }"));
        try (var process = FlotillaProcess.start("-c", file.toString())) {
            int web = process.port("listener web: on ");

            write("web: 127.0.0.1:0, second: nowhere", shop("{ path: /b, upstream: stock }"));
            awaitWords(
                    process,
                    "configuration: not reloaded, revision 1 stays",
                    "listeners.second: nowhere (expected: <address>:<port>)",
                    "routes[0].upstream: stock (expected: the name of an upstream");

            assertThat(ask(web, "/a")).startsWith("HTTP/1.1 200");
            assertThat(ask(web, "/b")).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void aCertificateThatIsReplacedCountsForTheNextRequest() throws Exception {
        var files = new CertificateFiles(directory);
        var right = Authority.make("right", Duration.ofDays(1), Instant.now());
        var wrong = Authority.make("wrong", Duration.ofDays(1), Instant.now());
        files.writeCertificate("ca", right.own().certificate());
        var secure = secure(right);
        try (var process = secureNode(secure, files)) {
            int web = process.port("listener web: on ");
            Await.until(() -> ask(web, "/").startsWith("HTTP/1.1 200"));

            files.writeCertificate("ca", wrong.own().certificate());
            awaitWords(process, "configuration: revision 1 -> 2 by watch of the file", "upstreams.shop.tls.ca_file");

            assertThat(ask(web, "/")).startsWith("HTTP/1.1 502").contains("tls_failed");
        } finally {
            secure.stop(0);
        }
    }

    private FlotillaProcess secureNode(HttpServer secure, CertificateFiles files) throws IOException {
        write(
                "web: 127.0.0.1:0",
                shop("{ upstream: shop }")
                        .replace(
                                "$PORT'",
                                secure.getAddress().getPort() + "', health: { failures: 0 },"
                                        + " tls: { enabled: true, ca_file: " + files.certificate("ca") + " }"));
        return FlotillaProcess.start("-c", file.toString());
    }

    private HttpServer secure(Authority authority) throws Exception {
        var own = authority.sign("endpoint", List.of("127.0.0.1"), Duration.ofDays(1), Instant.now());
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("us", own.key(), new char[0], new X509Certificate[] {own.certificate()});
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, "secure".getBytes(US_ASCII)));
        server.start();
        return server;
    }

    @Test
    void aNodeThatWasStartedByOptionsHasNothingToReload() throws Exception {
        try (var process = FlotillaProcess.start("--bind", "127.0.0.1:0", "--upstream", "127.0.0.1:" + port())) {
            int main = process.port("listener main: on ");

            process.signal("HUP");
            Await.until(() -> process.err().contains("configuration: nothing to reload"));

            assertThat(ask(main, "/")).startsWith("HTTP/1.1 200");
        }
    }

    private static void awaitWords(FlotillaProcess process, String... words) throws Exception {
        Await.first(process::err, log -> Stream.of(words).allMatch(log::contains));
    }

    private static String ask(int port, String path) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(head("GET", path, "").getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    /** Half of it before the reload, half of it after. */
    private String slowUpload(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var out = socket.getOutputStream();
            var length = "Content-Length: " + PARTS * PART.length + "\r\n";
            out.write(head("PUT", "/upload", length).getBytes(US_ASCII));
            for (int i = 0; i < PARTS; i++) {
                if (i == PARTS / 2) {
                    await(reloaded);
                }
                out.write(PART);
            }
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    private static String head(String method, String path, String fields) {
        return method + " " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + fields + "\r\n";
    }

    private static String body(Future<String> answer) throws Exception {
        var text = answer.get(60, TimeUnit.SECONDS);
        assertThat(text).startsWith("HTTP/1.1 200");
        return text.substring(text.indexOf("\r\n\r\n") + 4);
    }

    private static boolean refuses(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }
}
