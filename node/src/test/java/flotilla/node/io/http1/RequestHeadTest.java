package flotilla.node.io.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestHeadTest {

    private static RequestHead parse(String text) {
        var parser = new RequestHeadParser();
        parser.begin(4096);
        parser.read(ByteBuffer.wrap(Ascii.bytes(text.replace("~", "\r\n"))));
        assertThat(parser.head().refusal()).isNull();
        assertThat(parser.head().whole()).isTrue();
        return parser.head();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET / HTTP/1.1                 | GET     | /       | /
            GET /a?b?c HTTP/1.1            | GET     | /a?b?c  | /a
            GET /? HTTP/1.1                | GET     | /?      | /
            GET http://h HTTP/1.1          | GET     | /       | /
            GET http://h?a HTTP/1.1        | GET     | /?a     | /
            GET http://h?a/b HTTP/1.1      | GET     | /?a/b   | /
            GET http://h/a/b?c HTTP/1.1    | GET     | /a/b?c  | /a/b
            OPTIONS http://h HTTP/1.1      | OPTIONS | *       | *
            OPTIONS http://h/ HTTP/1.1     | OPTIONS | /       | /
            OPTIONS http://h?a HTTP/1.1    | OPTIONS | /?a     | /
            OPTIONS * HTTP/1.1             | OPTIONS | *       | *
            """)
    void tellsTargetAndPath(String line, String method, String target, String path) {
        var head = parse(line + "~Host: h~~");

        assertThat(head.method()).isEqualTo(method);
        assertThat(head.target()).isEqualTo(target);
        assertThat(head.path()).isEqualTo(path);
        var copy = new byte[head.lineSize()];
        int end = head.copyMethodAndTarget(copy, 0, 0);
        assertThat(Ascii.string(copy, 0, end)).isEqualTo(method + " " + target);
    }

    @Test
    void takesTheHostFromTheFieldOrFromTheTarget() {
        assertThat(parse("GET / HTTP/1.1~Host: \t h:81 ~~").host()).isEqualTo("h:81");
        assertThat(parse("GET http://x/ HTTP/1.0~~").host()).isEqualTo("x");
        assertThat(parse("GET / HTTP/1.0~~").host()).isEmpty();
        var head = parse("GET / HTTP/1.1~Host: h:81~~");
        var copy = new byte[head.hostSize()];
        assertThat(head.copyHost(copy, 0)).isEqualTo(4);
        assertThat(Ascii.string(copy, 0, 4)).isEqualTo("h:81");
    }

    @Test
    void findsFieldsByNameInAnyCase() {
        var head = parse("GET / HTTP/1.1~Host: h~X-A:  one ~x-a: two~X-Forwarded-For: 1~X-FORWARDED-FOR: 2~~");

        assertThat(head.header("x-A")).isEqualTo("one");
        assertThat(head.header("X-B")).isNull();
        assertThat(head.header(HeaderKind.X_FORWARDED_FOR)).isEqualTo("1, 2");
        assertThat(head.header(HeaderKind.EXPECT)).isNull();
        assertThat(head.userAgent()).isEmpty();
        assertThat(parse("GET / HTTP/1.1~Host: h~user-agent: a b~~").userAgent())
                .isEqualTo("a b");
    }

    @Test
    void copiesLinesAsTheyWereSpelt() {
        var head = parse("GET / HTTP/1.1~Host: h~X-a:1~x-B:\t two  words ~~");

        var copy = new byte[100];
        int end = head.copyLines(1, 3, copy, 0);

        assertThat(Ascii.string(copy, 0, end)).isEqualTo("X-a:1\r\nx-B:\t two  words \r\n");
        assertThat(head.size(1, 3)).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET / HTTP/1.1~Host: h                                | true
            GET / HTTP/1.1~Host: h~Connection: close              | false
            GET / HTTP/1.1~Host: h~Connection: a, CLOSE           | false
            GET / HTTP/1.1~Host: h~Connection: a~Connection: close| false
            GET / HTTP/1.1~Host: h~Connection: closed             | true
            GET / HTTP/1.0~Host: h                                | false
            GET / HTTP/1.0~Host: h~Connection: Keep-Alive         | true
            GET / HTTP/1.0~Host: h~Connection: keep-alive, close  | false
            """)
    void tellsWhetherTheConnectionIsKept(String head, boolean kept) {
        assertThat(parse(head + "~~").persistent()).isEqualTo(kept);
    }

    @Test
    void knowsWhatConnectionNominates() {
        var head = parse("GET / HTTP/1.1~Host: h~Connection: x-a , X-B~X-A: 1~x-b: 2~X-C: 3~~");

        assertThat(head.nominated(2)).isTrue();
        assertThat(head.nominated(3)).isTrue();
        assertThat(head.nominated(4)).isFalse();
        assertThat(parse("GET / HTTP/1.1~Host: h~Connection: close~close: 1~~").nominated(2))
                .as("the option, not a field of that name")
                .isFalse();
    }

    @Test
    void tellsWhetherABodyFollows() {
        assertThat(parse("POST / HTTP/1.1~Host: h~Content-Length: 3~~").hasBody())
                .isTrue();
        assertThat(parse("POST / HTTP/1.1~Host: h~Content-Length: 0~~").hasBody())
                .isFalse();
        assertThat(parse("POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~~").hasBody())
                .isTrue();
        assertThat(parse("POST / HTTP/1.1~Host: h~~").contentLength()).isEqualTo(-1);
    }
}
