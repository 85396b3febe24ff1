package flotilla.node.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsPolicyTest {

    private static final TestAuthority AUTHORITY = new TestAuthority("Test");

    @ParameterizedTest
    @ValueSource(strings = {"a b", "ä.example", "a.example.", "*.example", "a/b"})
    void refusesAServerNameThatIsNone(String name) {
        assertThatThrownBy(() -> TlsPolicy.DEFAULT.withServerName(name))
                .isInstanceOf(InvalidValue.class)
                .hasMessageStartingWith("serverName: " + name);
    }

    @Test
    void twoWithTheSameCertificatesAreEqual() {
        var identity = AUTHORITY.issue("a.example");
        var one =
                TlsPolicy.DEFAULT.withTrusted(List.of(AUTHORITY.certificate())).withIdentity(identity);
        var other = TlsPolicy.DEFAULT
                .withTrusted(List.of(AUTHORITY.certificate()))
                .withIdentity(new TlsIdentity(identity.key(), identity.chain()));

        assertThat(one).isEqualTo(other).isNotEqualTo(one.withIdentity(AUTHORITY.issue("a.example")));
    }

    @Test
    void anIdentityIsACertificateAndItsOwnKey() {
        var one = AUTHORITY.issue("a.example");
        var other = AUTHORITY.issue("b.example");

        assertThatThrownBy(() -> new TlsIdentity(other.key(), one.chain()))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("key: a key of kind EC (expected: the key of the certificate of CN=a.example)");
        assertThat(one.toString()).isEqualTo("TlsIdentity[CN=a.example]");
    }

    @Test
    void versionsAreCalledByTheirNumbers() {
        assertThat(TlsPolicy.Version.values()).extracting(Object::toString).containsExactly("1.2", "1.3");
    }
}
