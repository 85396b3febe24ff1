package flotilla.node.io.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookieFieldsTest {

    private static final byte[] SID = Ascii.bytes("SID");

    /** The values that a reader is shown that reads none, in order. */
    private static List<String> values(String... fields) {
        var shown = new ArrayList<String>();
        CookieFields.first(head(fields), SID, shown, (list, bytes, from, to) -> {
            list.add(Ascii.string(bytes, from, to));
            return null;
        });
        return shown;
    }

    private static RequestHead head(String... fields) {
        var text = "GET / HTTP/1.1\r\nHost: h\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
        var parser = new RequestHeadParser();
        parser.begin(32 * 1024);
        var bytes = ByteBuffer.wrap(Ascii.bytes(text));
        while (parser.read(bytes) == RequestHeadParser.Progress.FULL) {
            parser.grow();
        }
        assertThat(parser.head().whole()).as(text).isTrue();
        return parser.head();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SID=v                     | v
            a=b; SID=v                | v
            a=b;SID=v                 | v
            SID=v;a=b                 | v
            SID=v; a=SID=w            | v
            SID = v                   | v
            SID="v"                   | v
            a="; SID=v; b="           | v
            SID=a=b                   | a=b
            ;;; SID=v ;;;             | v
            SID=v; SID=w              | v,w
            x SID=no; SID=v           | v
            SIDX=no; XSID=no; SID=v   | v
            sid=no; Sid=no; SID=v     | v
            SID; SID=v                | v
            SID="; SID=""             | ",
            SID=                      | ~~
            """)
    void findsEveryCookieOfThatNameAndNoOther(String cookies, String expected) {
        assertThat(String.join(",", values("Cookie: " + cookies))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Cookie:", "Cookie: ;", "Cookie: =", "Cookie: SID", "Cookie: =SID=v", "X-Cookie: SID=v", "A: b"})
    void findsNoneWhereThereIsNone(String field) {
        assertThat(values(field)).isEmpty();
    }

    @Test
    void looksIntoEveryFieldHoweverItsNameIsSpelt() {
        assertThat(values("Cookie: SID=1", "A: SID=no", "cookie: b=c; SID=2", "COOKIE:SID=3"))
                .containsExactly("1", "2", "3");
    }

    @Test
    void stopsAtTheFirstThatCanBeRead() {
        var found = CookieFields.first(
                head("Cookie: SID=a; SID=bb", "Cookie: SID=cc"),
                SID,
                2,
                (length, bytes, from, to) -> to - from == length ? Ascii.string(bytes, from, to) : null);

        assertThat(found).isEqualTo("bb");
    }

    @Test
    void findsTheLastOfAThousand() {
        assertThat(values("Cookie: " + "SIDE=1; ".repeat(1000) + "SID=v")).containsExactly("v");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithAPlainReadingOfWhateverIsSent(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            var cookies = new StringBuilder();
            for (int c = random.nextInt(40); c > 0; c--) {
                cookies.append("SID=;; \t\"av".charAt(random.nextInt(11)));
            }

            assertThat(values("Cookie: " + cookies))
                    .as("seed %d: %s", seed, cookies)
                    .isEqualTo(plainly(cookies.toString()));
        }
    }

    private static List<String> plainly(String cookies) {
        var values = new ArrayList<String>();
        for (var pair : cookies.split(";", -1)) {
            var value = plainValue(pair);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private static @Nullable String plainValue(String pair) {
        int equals = pair.indexOf('=');
        if (equals < 0 || !pair.substring(0, equals).strip().equals("SID")) {
            return null;
        }
        var value = pair.substring(equals + 1).strip();
        return value.matches("\".*\"") ? value.substring(1, value.length() - 1) : value;
    }
}
