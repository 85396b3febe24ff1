package flotilla.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.Address;
import flotilla.discovery.InvalidValue;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConsulUriTest {

    @Test
    void withoutAPathTheAuthorityIsTheService() {
        var uri = ConsulUri.service(URI.create("consul://shop?tag=prod&tag=v2&dc=paris&near=_agent"));

        assertThat(uri.service()).hasValue("shop");
        assertThat(uri.access().agents()).containsExactly(new Address("127.0.0.1", 8500));
        assertThat(uri.query().tags()).containsExactly("prod", "v2");
        assertThat(uri.query().dc()).hasValue("paris");
        assertThat(uri.query().near()).hasValue("_agent");
    }

    @Test
    void withAPathTheAuthorityListsTheAgents() {
        var uri = ConsulUri.service(URI.create("consul://10.0.0.1:8501,agent_b/shop"));

        assertThat(uri.service()).hasValue("shop");
        assertThat(uri.access().agents()).containsExactly(new Address("10.0.0.1", 8501), new Address("agent_b", 8500));
        assertThat(ConsulUri.service(URI.create("consul://[::1]:8501/shop"))
                        .access()
                        .agents())
                .containsExactly(new Address("::1", 8501));
        assertThat(ConsulUri.service(URI.create("consul://shop?agents=a:1,[::1]:2"))
                        .access()
                        .agents())
                .containsExactly(new Address("a", 1), new Address("::1", 2));
    }

    @Test
    void readsHowToReachTheAgentsAndHowPatiently() {
        var uri = ConsulUri.service(
                URI.create(
                        "consul://shop?tls=true&ca_file=/ca.pem&cert_file=/c.pem&key_file=/k.pem&token_file=/token&wait=5m&grace=0s"));

        assertThat(uri.access().tls()).isTrue();
        assertThat(uri.access().caFile()).hasValue(Path.of("/ca.pem"));
        assertThat(uri.access().tokenFile()).hasValue(Path.of("/token"));
        assertThat(uri.pacing().longest()).isEqualTo(Duration.ofMinutes(5));
        assertThat(uri.pacing().grace()).isZero();
        assertThat(uri.pacing().minDelay()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void namesTheSiblingsOfARegistry() {
        var registry = ConsulUri.registry(URI.create("consul://10.0.0.1:8501,agent_b?dc=paris&token_file=/t"));
        var sibling = registry.sibling("shop a");

        assertThat(sibling).hasToString("consul://shop%20a?agents=10.0.0.1:8501,agent_b:8500&dc=paris&token_file=/t");
        assertThat(ConsulUri.service(sibling).access()).isEqualTo(registry.access());
        assertThat(ConsulUri.service(sibling).service()).hasValue("shop a");
    }

    @Test
    void saysWhatItExpected() {
        assertRefused("consul://h:1/", "the name of a service");
        assertRefused(
                "consul://h:1", "the name of a service: consul://service or consul://host:port/service; got \"h:1\"");
        assertRefused("consul://h:1/shop/x", "the name of a service");
        assertRefused("consul://h:1/shop?agents=a", "agents in front of the path or as a parameter, not both");
        assertRefused("consul://h:x/shop", "\"h:x\" is not host:port");
        assertRefused("consul://shop?tags=a", "the parameters agents, ca_file, cert_file, dc");
        assertRefused("consul://shop?ca_file=/ca.pem", "tls=true with ca_file");
        assertRefused("consul://shop?tls=true&key_file=/k.pem", "cert_file and key_file together");
        assertRefused("consul://shop?wait=1h", "wait from 1s to 10m");
        assertThatThrownBy(() -> ConsulUri.registry(URI.create("consul://h:1/shop")))
                .hasMessageContaining("without a service");
    }

    private static void assertRefused(String uri, String expected) {
        assertThatThrownBy(() -> ConsulUri.service(URI.create(uri)))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining(uri)
                .hasMessageContaining(expected);
    }
}
