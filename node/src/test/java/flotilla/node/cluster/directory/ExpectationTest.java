package flotilla.node.cluster.directory;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Address;
import flotilla.discovery.Time;
import flotilla.node.TestNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpectationTest {

    private static final InetSocketAddress OWN = at("10.0.0.1");

    /** What names stand for; others have no address. */
    private final AtomicReference<Map<String, List<InetAddress>>> names = new AtomicReference<>(Map.of());

    @Test
    void countsAllThatAreWrittenDownAndThisOneOnce() {
        assertThat(expected("10.0.0.2:7443", "10.0.0.3:7443")).isEqualTo(3);
        assertThat(expected("10.0.0.1:7443", "10.0.0.2:7443", "10.0.0.3:7443", "10.0.0.3:7443"))
                .isEqualTo(3);
    }

    @Test
    void countsTheAddressesOfANameInOneFamily() {
        names.set(Map.of("fleet", List.of(ip("10.0.0.1"), ip("10.0.0.2"), ip("fd00::2"))));

        assertThat(expected("fleet:7443")).isEqualTo(2);
    }

    @Test
    void staysWithWhatItKnewWhenANameIsNotFoundAnyMore() {
        names.set(Map.of("other", List.of(ip("10.0.0.2"))));
        var directory = directory("other:7443");
        assertThat(directory.expected(OWN)).isEqualTo(2);

        names.set(Map.of());

        assertThat(directory.expected(OWN)).isEqualTo(2);
    }

    @Test
    void knowsNothingUntilItsOwnAddressIsFound() {
        var own = new AtomicReference<InetSocketAddress>();
        var known = new KnownMembers(List.of(directory("10.0.0.2:7443")), Time.system());
        try (var expectation = new Expectation(known, () -> found(own.get()), Time.system())) {
            assertThat(expectation.members()).isZero();

            own.set(OWN);

            TestNode.await(() -> expectation.members() == 2);
        }
    }

    private static InetSocketAddress found(@Nullable InetSocketAddress address) throws IOException {
        if (address == null) {
            throw new IOException("no such host");
        }
        return address;
    }

    private int expected(String... written) {
        return directory(written).expected(OWN);
    }

    private FixedDirectory directory(String... written) {
        var addresses = List.of(written).stream()
                .map(text -> Address.parse(text).orElseThrow())
                .toList();
        return new FixedDirectory(addresses, this::lookUp);
    }

    private List<InetAddress> lookUp(String host) throws UnknownHostException {
        var named = names.get().get(host);
        if (named != null) {
            return named;
        } else if (Character.isDigit(host.charAt(0))) {
            return List.of(ip(host));
        }
        throw new UnknownHostException(host);
    }

    private static InetSocketAddress at(String literal) {
        return new InetSocketAddress(ip(literal), 7443);
    }

    private static InetAddress ip(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
