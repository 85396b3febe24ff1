package flotilla.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EndpointTest {

    @Test
    void putsAnIpv6HostInBrackets() {
        assertThat(Endpoint.of("::1", 80).authority()).isEqualTo("[::1]:80");
    }

    @Test
    void refusesAPortThatCannotBe() {
        assertThatThrownBy(() -> Endpoint.of("h", 0)).hasMessage("port: 0 (expected: 1 to 65535)");
    }
}
