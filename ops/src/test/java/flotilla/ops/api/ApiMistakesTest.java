package flotilla.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of mistake that a caller of the API can make: {@code mistakes.txt} says what is answered. */
@TestInstance(Lifecycle.PER_CLASS)
class ApiMistakesTest {

    private AdminNode node;

    /** A port that another has, as {@code {taken}} in the table. */
    private ServerSocket other;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        node = AdminNode.start(directory);
        other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterAll
    void close() throws IOException {
        node.close();
        other.close();
    }

    /** One of the table. */
    record Mistake(String method, String target, List<String> headers, String body, int status, List<String> errors) {

        @Override
        public String toString() {
            return method + " " + target + " " + body;
        }

        static Mistake of(List<String> lines) {
            var first = lines.getFirst().substring(2).split(" ", 2);
            var headers = new ArrayList<String>();
            var body = new StringBuilder();
            var errors = new ArrayList<String>();
            int status = 0;
            for (var line : lines.subList(1, lines.size())) {
                if (status == 0 && line.matches("[45]\\d\\d( .*)?")) {
                    status = Integer.parseInt(line.substring(0, 3));
                    if (line.length() > 4) {
                        errors.add(unescaped(line.substring(4)));
                    }
                } else if (status != 0) {
                    errors.add(unescaped(line.strip()));
                } else if (body.isEmpty() && line.matches("[A-Z][A-Za-z-]+: .*")) {
                    headers.addAll(List.of(line.split(": ", 2)));
                } else {
                    body.append(line);
                }
            }
            return new Mistake(first[0], first[1], headers, body.toString(), status, errors);
        }

        private static String unescaped(String text) {
            return text.replace("\\n", "\n").replace("\\t", "\t").replace("\\u202E", "\u202E");
        }
    }

    static List<Mistake> mistakes() throws IOException {
        try (var table = Objects.requireNonNull(ApiMistakesTest.class.getResourceAsStream("mistakes.txt"))) {
            var text = new String(table.readAllBytes(), StandardCharsets.UTF_8);
            var mistakes = new ArrayList<Mistake>();
            for (var block : text.split("\n\n+")) {
                if (block.startsWith("> ")) {
                    mistakes.add(Mistake.of(block.lines().toList()));
                }
            }
            return mistakes;
        }
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isAnsweredWithPlaceValueAndExpectationAndChangesNothing(Mistake mistake) throws Exception {
        var before = state();

        var answer = node.call(
                mistake.method(),
                mistake.target(),
                filled(mistake.body()),
                mistake.headers().toArray(String[]::new));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(mistake.status());
        assertThat(answer.whole().headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body().path("status").intValue()).isEqualTo(mistake.status());
        assertThat(answer.body().path("detail").textValue()).isNotBlank();
        assertThat(answer.body().path("errors"))
                .extracting(error -> error.path("path").textValue() + ": "
                        + error.path("value").textValue() + " (expected: "
                        + error.path("expected").textValue() + ")")
                .zipSatisfy(mistake.errors(), (error, expected) -> isSaid(error, filled(expected)));
        assertThat(mistake.errors()).as("named in the table").isNotEmpty();
        assertThat(state()).isEqualTo(before);
    }

    private String filled(String text) {
        return text.replace("{taken}", String.valueOf(other.getLocalPort()));
    }

    private static void isSaid(String error, String expected) {
        if (expected.endsWith("...")) {
            assertThat(error).startsWith(expected.substring(0, expected.length() - "...".length()));
        } else {
            assertThat(error).isEqualTo(expected);
        }
    }

    /** All that a call could change: each page with its ETag, and the text of the configuration. */
    private List<String> state() throws Exception {
        var state = new ArrayList<String>();
        for (var path : List.of(
                "/settings",
                "/faults",
                "/upstreams",
                "/routes",
                "/listeners",
                "/certificates",
                "/log/levels",
                "/trial",
                "/config",
                "/config/history")) {
            var answer = node.get(path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            state.add(path + " " + answer.whole().headers().firstValue("ETag") + " "
                    + answer.whole().body());
        }
        return state;
    }

    @Test
    void thereAreManyOfThem() throws Exception {
        assertThat(mistakes()).hasSizeGreaterThan(120);
    }

    @Test
    void aBodyHasABound() throws Exception {
        var answer = node.call("PATCH", "/settings?by=alice", "{\"x\": \"" + "x".repeat(70_000) + "\"}");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body().path("errors").path(0).path("expected").textValue())
                .isEqualTo("at most 65536 bytes");
    }
}
