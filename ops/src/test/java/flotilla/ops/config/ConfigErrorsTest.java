package flotilla.ops.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ConfigErrorsTest {

    /** A file that is right; each case replaces one line of it. */
    private static final List<String> RIGHT = List.of(
            "version: 1",
            "threads: 2",
            "listeners:",
            "  web: { bind: 127.0.0.1:8080 }",
            "upstreams:",
            "  shop: { source: 'fixed:127.0.0.1:81', balance: round_robin }",
            "routes:",
            "  - { host: shop.example, upstream: shop }");

    private record Case(int line, String text, String message) {}

    @TestFactory
    Stream<DynamicTest> namesTheMistakeWhereItStands() throws IOException {
        return cases().stream()
                .map(one -> DynamicTest.dynamicTest(one.text.strip(), () -> {
                    var lines = new ArrayList<>(RIGHT);
                    lines.set(one.line - 1, one.text);

                    assertThat(errors(String.join("\n", lines))).contains(one.message);
                }));
    }

    private static List<Case> cases() throws IOException {
        try (var table = requireNonNull(ConfigErrorsTest.class.getResourceAsStream("mistakes.txt"))) {
            var lines = new String(table.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
            var cases = new ArrayList<Case>();
            for (int i = 0; i < lines.size(); i += 2) {
                var parts = lines.get(i).split("> ", 2);
                cases.add(new Case(
                        Integer.parseInt(parts[0]),
                        parts[1].replace("\\n", "\n"),
                        lines.get(i + 1).strip()));
            }
            return cases;
        }
    }

    @Test
    void theTableIsNotSmall() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(50);
    }

    @Test
    void aFileThatIsRightHasNoErrors() {
        assertThat(errors(String.join("\n", RIGHT))).isEmpty();
    }

    @Test
    void tellsAllMistakesAtOnceInTheOrderOfTheirLines() {
        var errors = errors("""
                version: 1
                threads: many
                listeners: { web: { bind: x, max_connections: 0 } }
                upstreams: { shop: { source: 'fixed:127.0.0.1:81', balance: round_robin, pool: { max_queue: -1 } } }
                routes: [ { upstream: shop, hots: a } ]
                """);

        assertThat(errors)
                .containsExactly(
                        "2:10: threads: many (expected: a whole number)",
                        "3:27: listeners.web.bind: x (expected: <address>:<port>)",
                        "3:47: listeners.web.max_connections: 0 (expected: >= 1)",
                        "4:93: upstreams.shop.pool.max_queue: -1 (expected: >= 0)",
                        "5:35: routes[0].hots: unknown key (did you mean host?)");
    }

    @Test
    void saysWhereTextIsNotYaml() {
        assertThat(errors("version: 1\nlisteners: { web: ["))
                .singleElement()
                .asString()
                .startsWith("2:20: not YAML: ");
        assertThat(errors("a: 1\n\tb: 2")).singleElement().asString().contains("not YAML");
    }

    @Test
    void refusesAFileWithoutContentOrVersion() {
        assertThat(errors("")).containsExactly("empty (expected: a map that begins with version: 1)");
        assertThat(errors("- a")).containsExactly("1:1: a list (expected: a map that begins with version: 1)");
        assertThat(errors("threads: 1")).contains("1:1: version: missing (expected: 1)");
    }

    @Test
    void theBalancersNameIsCheckedWhereItStands() {
        var text = String.join("\n", RIGHT).replace("round_robin", "by_chance");

        assertThat(errors(text)).singleElement().asString().startsWith("6:50: upstreams.shop.balance: by_chance (");
    }

    private static List<String> errors(String text) {
        try {
            ConfigFile.parse("test.yaml", text, Sources.load(SourceContext.of(Time.system())));
            return List.of();
        } catch (InvalidConfig invalid) {
            assertThat(invalid.getMessage()).startsWith("test.yaml:");
            return invalid.errors().stream().map(ConfigError::toString).toList();
        }
    }
}
