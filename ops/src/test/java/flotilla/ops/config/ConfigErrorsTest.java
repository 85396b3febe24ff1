package flotilla.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ConfigErrorsTest {

    @TestFactory
    Stream<DynamicTest> namesTheMistakeWhereItStands() throws IOException {
        return Mistakes.all().stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.text().strip(), () -> assertThat(errors(one.file())).contains(one.message())));
    }

    @Test
    void theTableIsNotSmall() throws IOException {
        assertThat(Mistakes.all().stream().map(Mistakes.Mistake::text).distinct())
                .hasSizeGreaterThan(150);
    }

    @Test
    void aFileThatIsRightHasNoErrors() {
        assertThat(errors(Mistakes.RIGHT)).isEmpty();
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
        var text = Mistakes.RIGHT.replace("round_robin", "by_chance");

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
