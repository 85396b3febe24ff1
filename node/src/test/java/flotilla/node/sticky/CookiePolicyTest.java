package flotilla.node.sticky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import flotilla.node.sticky.CookiePolicy.SameSite;
import flotilla.node.sticky.CookiePolicy.SecureRule;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookiePolicyTest {

    private static final Token TOKEN = new Token(1, 2);

    private static CookiePolicy policy(String cookie, String path, SameSite sameSite, SecureRule secure) {
        return new CookiePolicy(cookie, Duration.ZERO, sameSite, secure, path);
    }

    @Test
    void writesTheCookieAndKeepsSharedCachesFromIt() {
        assertThat(policy("SID", "/", SameSite.LAX, SecureRule.AUTO).lines("SID", TOKEN, false))
                .isEqualTo("Set-Cookie: SID=AAAAAAAAAAEAAAAAAAAAAg; Path=/; HttpOnly; SameSite=Lax\r\n"
                        + "Cache-Control: private\r\n");
    }

    @Test
    void writesEveryAttribute() {
        var policy = new CookiePolicy("SID", Duration.ofMinutes(2), SameSite.NONE, SecureRule.ALWAYS, "/shop");

        assertThat(policy.lines("SID", TOKEN, false))
                .startsWith("Set-Cookie: SID=" + TOKEN.text()
                        + "; Path=/shop; Max-Age=120; HttpOnly; SameSite=None; Secure\r\n");
    }

    @ParameterizedTest
    @CsvSource({"AUTO, false, false", "AUTO, true, true", "ALWAYS, false, true", "NEVER, true, false"})
    void isSecureAsTheRuleSays(SecureRule rule, boolean overTls, boolean secure) {
        assertThat(policy("SID", "/", SameSite.STRICT, rule).lines("SID", TOKEN, overTls))
                .contains("; SameSite=Strict" + (secure ? "; Secure\r\n" : "\r\n"));
    }

    @Test
    void hasANameForEachUpstreamUnlessOneIsGiven() {
        assertThat(CookiePolicy.DEFAULT.nameFor("shop")).matches("flotilla-[0-9a-f]{8}");
        assertThat(CookiePolicy.DEFAULT.nameFor("shop")).isNotEqualTo(CookiePolicy.DEFAULT.nameFor("pay"));
        assertThat(policy("SID", "/", SameSite.LAX, SecureRule.AUTO).nameFor("shop"))
                .isEqualTo("SID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a;b", "a=b", "a,b", "\"a\"", "a\r\nb", "é", "a:b", "a/b", "a(b", "a[b]", "a@b"})
    void aNameIsAToken(String name) {
        assertThatThrownBy(() -> policy(name, "/", SameSite.LAX, SecureRule.AUTO))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("cookie: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "shop", "/a;b", "/a b", "/a\r\nSet-Cookie: x", "/é"})
    void aPathCannotEndTheAttribute(String path) {
        assertThatThrownBy(() -> policy("SID", path, SameSite.LAX, SecureRule.AUTO))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("path: ");
    }

    @ParameterizedTest
    @CsvSource({
        "SID, /, NONE, AUTO, sameSite",
        "SID, /, NONE, NEVER, sameSite",
        "__Secure-SID, /, LAX, AUTO, cookie",
        "__Host-SID, /, LAX, NEVER, cookie",
        "__host-SID, /shop, LAX, ALWAYS, cookie",
    })
    void refusesWhatClientsWouldDrop(String name, String path, SameSite sameSite, SecureRule secure, String culprit) {
        assertThatThrownBy(() -> policy(name, path, sameSite, secure))
                .isInstanceOfSatisfying(
                        InvalidValue.class,
                        invalid -> assertThat(invalid.component()).isEqualTo(culprit));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1000, -1, 1, 999, 1500})
    void anAgeIsWholeSecondsOrNone(long millis) {
        assertThatThrownBy(() -> new CookiePolicy("SID", Duration.ofMillis(millis), SameSite.LAX, SecureRule.AUTO, "/"))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("maxAge: ");
    }
}
