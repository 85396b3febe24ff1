package flotilla.node.io.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class HeaderKindTest {

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "OTHER")
    void isKnownByItsNameInAnyCase(HeaderKind kind) {
        var name = nameOf(kind);

        assertThat(of(name)).isEqualTo(kind);
        assertThat(of(name.toUpperCase(Locale.ROOT))).isEqualTo(kind);
        assertThat(of(mixed(name))).isEqualTo(kind);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "OTHER")
    void isNotKnownByANameThatIsNearlyIts(HeaderKind kind) {
        var name = nameOf(kind);

        for (int i = 0; i < name.length(); i++) {
            assertThat(of(name.substring(0, i) + name.substring(i + 1))).isEqualTo(HeaderKind.OTHER);
            assertThat(of(name.substring(0, i) + "0" + name.substring(i))).isEqualTo(HeaderKind.OTHER);
            assertThat(of(name.substring(0, i) + "_" + name.substring(i + 1))).isEqualTo(HeaderKind.OTHER);
        }
    }

    @Test
    void hopByHopIsWhatRfc9110Lists() {
        var hopByHop = Set.of(
                "connection",
                "keep-alive",
                "proxy-connection",
                "proxy-authenticate",
                "proxy-authorization",
                "te",
                "trailer",
                "transfer-encoding",
                "upgrade");

        for (var kind : HeaderKind.values()) {
            assertThat(kind.hopByHop()).as(kind.name()).isEqualTo(hopByHop.contains(nameOf(kind)));
        }
    }

    @Test
    void anythingElseIsOther() {
        assertThat(of("")).isEqualTo(HeaderKind.OTHER);
        assertThat(of("content-type")).isEqualTo(HeaderKind.OTHER);
        assertThat(of("x".repeat(500))).isEqualTo(HeaderKind.OTHER);
    }

    private static String nameOf(HeaderKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String mixed(String name) {
        var text = new StringBuilder(name);
        for (int i = 0; i < name.length(); i += 2) {
            text.setCharAt(i, Character.toUpperCase(name.charAt(i)));
        }
        return text.toString();
    }

    private static HeaderKind of(String name) {
        var bytes = Ascii.bytes("te" + name + "te");
        return HeaderKind.of(bytes, 2, bytes.length - 2);
    }
}
