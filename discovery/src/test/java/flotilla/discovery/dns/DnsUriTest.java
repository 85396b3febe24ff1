package flotilla.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.Address;
import flotilla.discovery.InvalidValue;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;

class DnsUriTest {

    @Test
    void readsANameAndPortForThisMachinesServers() throws Exception {
        var uri = DnsUri.of(URI.create("dns://shop_1.example:8080?ttl_max=1m&family=ipv6"));

        assertThat(uri.name()).isEqualTo(Name.fromString("shop_1.example"));
        assertThat(uri.port()).isEqualTo(8080);
        assertThat(uri.servers()).isEmpty();
        assertThat(uri.srv()).isFalse();
        assertThat(uri.family()).isEqualTo(DnsUri.Family.IPV6);
        assertThat(uri.timing().max()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void readsNamedServers() throws Exception {
        var uri = DnsUri.of(URI.create("dns://10.0.0.2:5353,ns.example/shop.example?port=80"));

        assertThat(uri.servers()).containsExactly(new Address("10.0.0.2", 5353), new Address("ns.example", 53));
        assertThat(uri.name()).isEqualTo(Name.fromString("shop.example."));
    }

    @Test
    void readsAService() throws Exception {
        assertThat(DnsUri.of(URI.create("srv://_http._tcp.shop.example")).name())
                .isEqualTo(Name.fromString("_http._tcp.shop.example"));
        var uri = DnsUri.of(URI.create("srv://10.0.0.2/_http._tcp.shop.example"));
        assertThat(uri.srv()).isTrue();
        assertThat(uri.servers()).containsExactly(new Address("10.0.0.2", 53));
    }

    @Test
    void boundsTheTimeToLive() {
        var timing = DnsUri.Timing.DEFAULT;

        assertThat(timing.bound(Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
        assertThat(timing.bound(Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(30));
        assertThat(timing.bound(Duration.ofDays(1))).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void saysWhatItExpected() {
        assertRefused("dns://shop.example", "dns://name:port or dns://server/name?port=n");
        assertRefused("dns://10.0.0.1:80", "addresses go into fixed:");
        assertRefused("dns://ns/shop.example", "port=1 to 65535");
        assertRefused("dns://ns/?port=80", "a DNS name");
        assertRefused("dns://shop.example:80?port=1", "got port");
        assertRefused("srv://ns:x/_http._tcp.shop.example", "\"ns:x\" is not host:port");
        assertRefused("srv://a..b", "a DNS name");
        assertRefused("srv://shop?ttl_min=1ms", "ttl_min of 100ms or more");
        assertRefused("srv://shop?family=ipv5", "family=any");
    }

    private static void assertRefused(String uri, String expected) {
        assertThatThrownBy(() -> DnsUri.of(URI.create(uri)))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining(uri)
                .hasMessageContaining(expected);
    }
}
