package flotilla.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

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
    void whatIsLongIsCut() {
        var change = ConfigChange.of("routes[*/].respond.body", "x".repeat(81), "", true);

        assertThat(change.before()).isEqualTo("x".repeat(80) + "...");
    }
}
