package flotilla.discovery.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpstreamFileTest {

    @Test
    void readsAListOfEndpointsInBothForms() throws BadFile {
        var endpoints = UpstreamFile.read("""
                - 10.0.0.1:80
                - "[::1]:81"
                - { host: "::2", port: 82, weight: 3, zone: a, condition: draining }
                - host: shop.example
                  port: 83
                  protocol: h2
                  labels: { rack: r7 }
                """, Optional.empty());

        assertThat(endpoints)
                .containsExactly(
                        Endpoint.of("10.0.0.1", 80),
                        Endpoint.of("::1", 81),
                        new Endpoint("::2", 82, 3, Endpoint.Condition.DRAINING, Map.of("zone", "a")),
                        Endpoint.of("shop.example", 83).withLabels(Map.of("protocol", "h2", "rack", "r7")));
    }

    @Test
    void takesTheOnlyUpstreamWithoutBeingTold() throws BadFile {
        assertThat(UpstreamFile.read("upstreams: { web: [ 10.0.0.1:80 ] }", Optional.empty()))
                .containsExactly(Endpoint.of("10.0.0.1", 80));
    }

    @Test
    void readsAnEmptyListAsNobody() throws BadFile {
        assertThat(UpstreamFile.read("[]", Optional.empty())).isEqualTo(List.of());
    }

    @Test
    void readsPrioritiesAndBackups() throws BadFile {
        var text = "- { host: a, port: 1, priority: 2 }\n- { host: b, port: 1, backup: true }\n"
                + "- { host: c, port: 1, backup: false }\n- { host: d, port: 1, labels: { priority: 3 } }\n";

        assertThat(UpstreamFile.read(text, Optional.empty()))
                .extracting(Endpoint::priority)
                .containsExactly(2, 1, 0, 3);
        assertRefused("- { host: a, port: 1, priority: -1 }", "line 1: priority: -1 (expected: 0 to 65535)");
        assertRefused("- { host: a, port: 1, labels: { priority: x } }", "line 1: priority: x (expected: 0 to 65535)");
        assertRefused("- { host: a, port: 1, backup: 2 }", "line 1: backup: 2 (expected: true or false)");
        assertRefused(
                "- { host: a, port: 1, priority: 1, backup: true }",
                "line 1: backup: true (expected: priority or backup, not both)");
    }

    @Test
    void namesLineValueAndExpectation() {
        assertRefused("", "line 1: nothing (expected: a list of endpoints");
        assertRefused("- 10.0.0.1:80\n- 10.0.0.2\n", "line 2: 10.0.0.2 (expected: host:port");
        assertRefused("- { host: a, port: 1, weight: x }", "line 1: weight: x (expected: 0 to 65535)");
        assertRefused("- { host: a }", "line 1: no port (expected: 1 to 65535)");
        assertRefused("- { port: 1 }", "line 1: no host (expected: host: a name or an IP");
        assertRefused("- { host: 'a b', port: 1 }", "line 1: a b (expected: host: a name or an IP");
        assertRefused("- host: a\n  port: 1\n  wieght: 2\n", "line 3: wieght (expected: backup, condition, host,");
        assertRefused("- { host: a, host: b, port: 1 }", "host twice");
        assertRefused("- { host: a, port: 1, condition: dead }", "condition: dead (expected: serving, draining");
        assertRefused("- [ 10.0.0.1:80 ]", "line 1: a list of 1 (expected: \"host:port\"");
        assertRefused("upstreams: { a: [], b: [] }", "line 1: several upstreams (expected: a source that names one");
        assertRefused("web: 10.0.0.1:80", "line 1: web (expected: upstreams)");
        assertRefused("upstreams:\n  web: 10.0.0.1:80\n", "line 2: 10.0.0.1:80 (expected: a list of endpoints");
        assertRefused("- 10.0.0.1:80\n- [\n", "line 3: ");
    }

    @Test
    void saysWhichUpstreamsThereAreIfTheOneAskedForIsNot() {
        assertThatThrownBy(() -> UpstreamFile.read("upstreams: { web: [], api: [] }", Optional.of("shop")))
                .hasMessageContaining("no upstream shop (expected: one of web, api)");
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> UpstreamFile.read(text, Optional.empty()))
                .isInstanceOf(BadFile.class)
                .hasMessageContaining(message);
    }
}
