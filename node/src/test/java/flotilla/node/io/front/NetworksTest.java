package flotilla.node.io.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,10.255.1.2,true",
        "10.0.0.0/8,11.0.0.0,false",
        "10.9.9.9/8,10.0.0.1,true",
        "192.168.4.0/22,192.168.7.255,true",
        "192.168.4.0/22,192.168.8.0,false",
        "192.168.4.0/22,192.168.3.255,false",
        "128.0.0.0/1,255.0.0.1,true",
        "128.0.0.0/1,127.255.255.255,false",
        "0.0.0.0/0,203.0.113.7,true",
        "203.0.113.7,203.0.113.7,true",
        "203.0.113.7,203.0.113.6,false",
        "203.0.113.7/32,203.0.113.8,false",
        "::1,::1,true",
        "::1,::2,false",
        "2001:db8::/33,2001:db8:7fff::1,true",
        "2001:db8::/33,2001:db8:8000::1,false",
        "::/0,2001:db8::1,true",
        "::/0,10.0.0.1,false",
        "0.0.0.0/0,::1,false"
    })
    void containsTheAddressesOfItsPrefix(String network, String address, boolean contained) {
        assertThat(Networks.of("trustedProxies", List.of(network)).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(contained);
    }

    @Test
    void isTheUnionOfAll() {
        var networks = Networks.of("trustedProxies", List.of("10.0.0.0/8", "::1"));

        assertThat(networks.contains(InetAddress.ofLiteral("10.1.1.1"))).isTrue();
        assertThat(networks.contains(InetAddress.ofLiteral("::1"))).isTrue();
        assertThat(networks.contains(InetAddress.ofLiteral("127.0.0.1"))).isFalse();
        assertThat(Networks.of("trustedProxies", List.of()).contains(InetAddress.ofLiteral("127.0.0.1")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/8", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/a", "::/129"})
    void refusesWhatIsNoNetwork(String text) {
        assertThatThrownBy(() -> Networks.of("trustedProxies", List.of(text)))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("trustedProxies");
    }
}
