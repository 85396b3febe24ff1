package flotilla.node.tls;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of RFC 9525 section 6, and what it took from RFC 6125. */
class ServerIdentityTest {

    private static final TestAuthority AUTHORITY = new TestAuthority("Test");

    @ParameterizedTest
    @CsvSource({
        "shop.example, shop.example",
        "shop.example, SHOP.Example",
        "SHOP.example, shop.example",
        "shop.example., shop.example",
        "a.shop.example, *.shop.example",
        "A.shop.example, *.Shop.example",
        "my_shop.local, my_shop.local",
        "10.0.0.1, 10.0.0.1",
        "::1, ::1",
        "fe80:0:0:0:0:0:0:1, fe80::1"
    })
    void isForTheHost(String host, String certified) {
        assertThatCode(() -> require(host, certified)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "shop.example, example",
        "shop.example, *.shop.example",
        "a.b.shop.example, *.shop.example",
        ".shop.example, *.shop.example",
        "abc.shop.example, a*.shop.example",
        "abc.shop.example, *c.shop.example",
        "a.b.example, a.*.example",
        "a.b.example, *.*.example",
        "example, *",
        "a.example, *",
        "shop.example.evil, shop.example",
        "10.0.0.1, 10.0.0.2",
        "10.0.0.1, *.0.0.1",
        "::1, ::2"
    })
    void isNotForTheHost(String host, String certified) {
        assertThatThrownBy(() -> require(host, certified))
                .isInstanceOf(CertificateException.class)
                .hasMessage("the certificate is for " + (certified.equals("::2") ? "0:0:0:0:0:0:0:2" : certified)
                        + ", not for " + host);
    }

    private static void require(String host, String certified) throws CertificateException {
        ServerIdentity.require(host, AUTHORITY.issue(certified).chain().getFirst());
    }

    @Test
    void theSubjectsCommonNameCountsForNothing() {
        assertThatThrownBy(() -> ServerIdentity.require(
                        "shop.example",
                        AUTHORITY.issueByCommonName("shop.example").chain().getFirst()))
                .hasMessage(
                        "the certificate is for no host at all (it has no alternative names), not for shop.example");
    }

    @Test
    void anAddressSpelledAsANameIsNoAddress() {
        var certificate = AUTHORITY.issueNamed(List.of("10.0.0.1")).chain().getFirst();

        assertThatThrownBy(() -> ServerIdentity.require("10.0.0.1", certificate))
                .isInstanceOf(CertificateException.class);
    }
}
