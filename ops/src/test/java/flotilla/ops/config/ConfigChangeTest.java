package flotilla.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigChangeTest {

    @Test
    void secretsAreNotShown() {
        assertThat(ConfigChange.of("admin.token", "abc", "def", true)).hasToString("admin.token: (secret) -> (secret)");
        assertThat(ConfigChange.of("upstreams.shop.source", "", "consul://u:pw@a:1/shop?dc=x&token=abc&tag=y", true))
                .hasToString("upstreams.shop.source: nothing -> consul://(secret)@a:1/shop?dc=x&token=(secret)&tag=y");
        assertThat(ConfigChange.of("consul.token_file", "/a", "", true))
                .hasToString("consul.token_file: /a -> nothing");
    }

    @Test
    void aSecretMayBeWrittenAsOneLikes() {
        assertThat(ConfigChange.of("routes[*/].stages[auth].options.ApiKey", "abc", "def", true))
                .hasToString("routes[*/].stages[auth].options.ApiKey: (secret) -> (secret)");
        assertThat(ConfigChange.of("routes[*/].stages[auth].options.PASSWORD", "abc", "", true))
                .hasToString("routes[*/].stages[auth].options.PASSWORD: (secret) -> nothing");
        assertThat(ConfigChange.of("upstreams.shop.source", "", "consul://a:1/shop?Token=abc", true))
                .hasToString("upstreams.shop.source: nothing -> consul://a:1/shop?Token=(secret)");
    }

    @Test
    void noHeaderIsShownAsItMaySayWhoAsks() {
        for (var name : List.of("Authorization", "x-honeycomb-team", "X-Scope", "a.b")) {
            assertThat(ConfigChange.of("tracing.otlp.headers." + name, "Bearer abc", "Bearer def", false))
                    .hasToString("tracing.otlp.headers." + name + ": (secret) -> (secret)");
        }
        assertThat(ConfigChange.of("metrics.otlp.headers_file", "/a", "/b", false))
                .hasToString("metrics.otlp.headers_file: /a -> /b");
    }

    @Test
    void whatAPluginIsToldIsForThePlugin() {
        assertThat(ConfigChange.of("routes[*/].stages[0].options.alice", "", "5e88", true))
                .hasToString("routes[*/].stages[0].options.alice: nothing -> (secret)");
        assertThat(ConfigChange.of("cluster.plugin.options.word", "hush", "", false))
                .hasToString("cluster.plugin.options.word: (secret) -> nothing");
    }

    @Test
    void whatIsLongIsCut() {
        var change = ConfigChange.of("routes[*/].respond.body", "x".repeat(81), "", true);

        assertThat(change.before()).isEqualTo("x".repeat(80) + "...");
    }
}
