package flotilla.ops.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import flotilla.ops.FlotillaProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flotilla ctl} where something is wrong on its own side, or another one is quicker; the node is made up. */
class CtlMistakesTest {

    @TempDir
    private Path directory;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer node;

    @BeforeEach
    void start() throws IOException {
        node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/", this::answer);
        node.start();
    }

    @AfterEach
    void stop() {
        node.stop(0);
    }

    /** Its seventh configuration counts; by the time that it is to be another, the eighth does. */
    private void answer(HttpExchange exchange) throws IOException {
        var condition = exchange.getRequestHeaders().getFirst("If-Match");
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath() + " " + condition);
        boolean looks = exchange.getRequestMethod().equals("GET");
        var body =
                (looks ? "version: 1" : "{\"status\": 412, \"detail\": \"revision: 7 (expected: 8)\"}").getBytes(UTF_8);
        exchange.getResponseHeaders().set("ETag", "\"7\"");
        exchange.getResponseHeaders().set("Content-Type", looks ? "application/yaml" : "application/problem+json");
        exchange.sendResponseHeaders(looks ? 200 : 412, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private record Said(int exit, String err) {}

    private Said say(String... words) throws InterruptedException {
        var err = new ByteArrayOutputStream();
        int exit = Ctl.run(
                words, new PrintStream(new ByteArrayOutputStream(), true, UTF_8), new PrintStream(err, true, UTF_8));
        return new Said(exit, err.toString(UTF_8));
    }

    private String address() {
        return "127.0.0.1:" + node.getAddress().getPort();
    }

    @Test
    void whoRollsBackWhatHasChangedMeanwhileIsLate() throws Exception {
        var said = say("rollback", "5", "--admin", address());

        assertThat(said.exit()).as(said.err()).isEqualTo(Ctl.LATE);
        assertThat(asked).containsExactly("GET /api/v1/config null", "POST /api/v1/config/rollback \"7\"");
    }

    @Test
    void aFileThatCannotBeReadIsWrongUsageAndNamedWithTheReason() throws Exception {
        var none = directory.resolve("none").toString();
        var binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe})
                .toString();

        unusable(none + ": no such file", "diff", none);
        unusable(none + ": no such file", "reload", none);
        unusable(directory + ": Is a directory", "diff", directory.toString());
        unusable(binary + ": not UTF-8", "diff", binary);
        unusable(none + ": no such file", "status", "--token-file", none);
        unusable(none + ": no such file", "status", "--ca", none);
        assertThat(asked).isEmpty();
    }

    private void unusable(String reason, String... words) throws InterruptedException {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--admin", address()));
        assertThat(say(all.toArray(String[]::new))).isEqualTo(new Said(Ctl.WRONG_USAGE, "flotilla: " + reason + "\n"));
    }

    @Test
    void anOptionBeforeItsCommandIsToldItsPlace() throws Exception {
        misplaced("--admin: expected behind status", "--admin", address(), "status");
        misplaced("--json: expected behind a command", "--json");
        misplaced("--json: expected behind set", "settings", "--json", "set", "shop", "rate=5/s");
        misplaced("Unknown option: '--jsn'", "--jsn", "status");
        assertThat(asked).isEmpty();
    }

    private void misplaced(String reason, String... words) throws InterruptedException {
        assertThat(say(words))
                .isEqualTo(new Said(Ctl.WRONG_USAGE, "flotilla: " + reason + "\nflotilla ctl --help says more.\n"));
    }

    /** It travels in a line of the request's head. */
    @Test
    void aTokenOfTheEnvironmentThatCanBeNoneIsRefusedAndNotRepeated() throws Exception {
        try (var ctl = FlotillaProcess.start(
                Map.of("FLOTILLA_TOKEN", "flt_one\nflt_two"), "ctl", "status", "--admin", address())) {
            assertThat(ctl.exitCode()).isEqualTo(Ctl.WRONG_USAGE);
            assertThat(ctl.err())
                    .contains("FLOTILLA_TOKEN: (not shown) (expected: a token)")
                    .doesNotContain("flt_one");
        }
        assertThat(asked).isEmpty();
    }
}
