package flotilla.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.ServiceEntry.Check;
import flotilla.ops.config.ConsulPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnEntryTest {

    private static final InetSocketAddress LISTENER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);

    @Test
    void anAgentOnThisMachineAsksForReadiness() {
        var entry = OwnEntry.of(
                ConsulPolicy.DEFAULT,
                LISTENER,
                Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9090)),
                false);

        assertThat(entry.name()).isEqualTo("flotilla");
        assertThat(entry.id()).isEqualTo("flotilla-127.0.0.1-8080");
        assertThat(entry.check())
                .get()
                .isInstanceOfSatisfying(
                        Check.Http.class, check -> assertThat(check.url()).hasToString("http://127.0.0.1:9090/readyz"));
    }

    @Test
    void anAdminPortThatSpeaksTlsIsAskedByTls() {
        var entry = OwnEntry.of(
                ConsulPolicy.DEFAULT,
                LISTENER,
                Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9090)),
                true);

        assertThat(entry.check())
                .get()
                .isInstanceOfSatisfying(
                        Check.Http.class,
                        check -> assertThat(check.url()).hasToString("https://127.0.0.1:9090/readyz"));
    }

    @Test
    void withoutAnAdminPortTheListenerIsAsked() {
        var entry = OwnEntry.of(ConsulPolicy.DEFAULT, LISTENER, Optional.empty(), false);

        assertThat(entry.check())
                .contains(new Check.Tcp("127.0.0.1", 8080, Duration.ofSeconds(5), Duration.ofSeconds(2)));
    }

    @Test
    void aWildcardIsNoAddressForClients() {
        var entry = OwnEntry.of(ConsulPolicy.DEFAULT, new InetSocketAddress(8080), Optional.empty(), true);

        assertThat(entry.address()).doesNotStartWith("0.0.0.0").isNotBlank();
    }
}
