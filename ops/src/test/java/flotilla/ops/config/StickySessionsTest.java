package flotilla.ops.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.NodeConfig;
import flotilla.node.sticky.CookiePolicy;
import flotilla.node.sticky.CookiePolicy.SameSite;
import flotilla.node.sticky.CookiePolicy.SecureRule;
import flotilla.node.sticky.SigningKeys;
import flotilla.node.sticky.StickyPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StickySessionsTest {

    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final String CLUSTER = "cluster: { bind: 127.0.0.1:7443 }\n";

    @TempDir
    Path directory;

    private Path keys = Path.of("");

    @BeforeEach
    void writeKeys() throws IOException {
        keys = Files.writeString(directory.resolve("sticky.keys"), KEY + "\n");
    }

    @Test
    void isOffUnlessAskedFor() throws Exception {
        assertThat(sticky(node("shop: { source: 'fixed:127.0.0.1:81' }", ""), "shop"))
                .isEmpty();
        assertThat(sticky(shop("false", ""), "shop")).isEmpty();
        assertThat(sticky(shop("{ enabled: false, cookie: SID }", ""), "shop")).isEmpty();
    }

    @Test
    void trueAloneIsEnoughForANodeAlone() throws Exception {
        var policy = sticky(shop("true", ""), "shop").orElseThrow();

        assertThat(policy.cookie()).isEqualTo(CookiePolicy.DEFAULT);
        assertThat(policy.keys().source()).as("drawn").isEmpty();
        assertThat(policy.keys().current())
                .isNotEqualTo(
                        sticky(shop("true", ""), "shop").orElseThrow().keys().current());
    }

    @Test
    void readsEveryKey() throws Exception {
        var policy = sticky(
                        shop(
                                "{ cookie: SID, keys_file: %s, max_age: 1h, same_site: none, secure: always, path: /shop }"
                                        .formatted(keys),
                                CLUSTER),
                        "shop")
                .orElseThrow();

        assertThat(policy.cookie())
                .isEqualTo(new CookiePolicy("SID", Duration.ofHours(1), SameSite.NONE, SecureRule.ALWAYS, "/shop"));
        assertThat(policy.keys().source()).isEqualTo(keys.toString());
        assertThat(policy.keys().current()).isEqualTo(SigningKeys.parse(KEY));
    }

    @Test
    void upstreamsThatNameOneFileShareItsKeys() throws Exception {
        var node = node(
                """
                shop: { source: 'fixed:127.0.0.1:81', sticky: { keys_file: %1$s } }
                  pay: { source: 'fixed:127.0.0.1:82', sticky: { keys_file: %1$s } }""".formatted(keys),
                "consul: { routes: true, announced: { sticky: { keys_file: %s } } }\n".formatted(keys));

        var ring = sticky(node, "shop").orElseThrow().keys();
        assertThat(sticky(node, "pay").orElseThrow().keys()).isSameAs(ring);
        assertThat(node.announcedPolicy().sticky().orElseThrow().keys()).isSameAs(ring);
    }

    @Test
    void aClusterNeedsKeysThatAllItsNodesHave() {
        assertThat(errors("true", CLUSTER))
                .singleElement()
                .asString()
                .contains(
                        "upstreams.shop.sticky.keys_file: missing (expected: a file of keys, one on each line as openssl"
                                + " rand -base64 32 writes them, the same on every node: there is a cluster)");
        assertThat(errors("false", CLUSTER + "consul: { announced: { sticky: true } }\n"))
                .singleElement()
                .asString()
                .contains("consul.announced.sticky.keys_file: missing");
    }

    @Test
    void saysWhatIsWrongWithAFileButNotWhatStandsInIt() throws Exception {
        var broken = Files.writeString(directory.resolve("broken"), KEY + "\nc2VjcmV0\n");

        assertThat(errors("{ keys_file: " + broken + " }", ""))
                .singleElement()
                .asString()
                .contains("upstreams.shop.sticky.keys_file: " + broken)
                .contains("line 2 has 6 bytes")
                .doesNotContain("c2VjcmV0");
        assertThat(errors("{ keys_file: %s/none }".formatted(directory), ""))
                .singleElement()
                .asString()
                .contains("there is none");
    }

    @Test
    void twoUpstreamsOfOneHostHaveCookiesOfTheirOwn() {
        assertThat(errors("""
                { cookie: SID } }
                  pay: { source: 'fixed:127.0.0.1:82', sticky: { cookie: SID }""", ""))
                .singleElement()
                .asString()
                .contains("upstreams.pay.sticky.cookie: SID (expected: a name of its own; shop, on the same host, has"
                        + " this one)");
    }

    @Test
    void announcedUpstreamsAreNotGivenOneName() {
        assertThat(errors("false", "consul: { announced: { sticky: { cookie: SID } } }\n"))
                .singleElement()
                .asString()
                .contains("consul.announced.sticky.cookie: SID (expected: to be left out");
    }

    private static Optional<StickyPolicy> sticky(NodeConfig node, String upstream) {
        return requireNonNull(node.upstreams().get(upstream)).policy().sticky();
    }

    private static NodeConfig shop(String sticky, String rest) throws InvalidConfig {
        return node("shop: { source: 'fixed:127.0.0.1:81', sticky: %s }".formatted(sticky), rest);
    }

    private static NodeConfig node(String upstreams, String rest) throws InvalidConfig {
        var pay = upstreams.contains("pay:") ? ", { path: /pay, upstream: pay }" : "";
        return ConfigFile.parse(
                        "test.yaml",
                        "version: 1\nlisteners: { web: 127.0.0.1:8080 }\nupstreams:\n  " + upstreams
                                + "\nroutes: [ { upstream: shop }" + pay + " ]\n" + rest,
                        Sources.load(SourceContext.of(Time.system())))
                .node();
    }

    private static List<String> errors(String sticky, String rest) {
        try {
            shop(sticky, rest);
            return List.of();
        } catch (InvalidConfig invalid) {
            return invalid.errors().stream().map(ConfigError::toString).toList();
        }
    }
}
