package flotilla.node.io.http1;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.io.http1.BodyDecoder.Framing;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseHeadTest {

    private final ResponseHead head = new ResponseHead();

    @Test
    void readsStatusAndLines() {
        var text = "HTTP/1.1 200 All right\r\nContent-Type: text/plain\r\nX-Empty:\r\nContent-Length:  7 \r\n\r\n";

        assertThat(parse(text + "payload")).isEqualTo(text.length());

        assertThat(head.status()).isEqualTo(200);
        assertThat(status()).isEqualTo("200 All right");
        assertThat(head.lines()).isEqualTo(3);
        assertThat(line(0)).isEqualTo("Content-Type: text/plain");
        assertThat(line(1)).isEqualTo("X-Empty:");
        assertThat(head.kind(2)).isEqualTo(HeaderKind.CONTENT_LENGTH);
        assertThat(head.contentLength()).isEqualTo(7);
        assertThat(head.persistent()).isTrue();
        assertThat(head.defect()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 200 OK\r\n\r\n','200 OK'",
        "'HTTP/1.1 200 \r\n\r\n','200 '",
        "'HTTP/1.1 200\r\n\r\n','200 '",
        "'HTTP/1.1 999 \u00fc\r\n\r\n','999 \u00fc'",
        "'HTTP/1.1 204 No Content\n\n','204 No Content'",
        "'HTTP/1.1 100 Continue\r\n\n','100 Continue'"
    })
    void readsStatusLinesAsServersWriteThem(String text, String status) {
        assertThat(parse(text)).isEqualTo(text.length());
        assertThat(status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK|,true",
        "HTTP/1.1 200 OK|Connection: close|,false",
        "'HTTP/1.1 200 OK|Connection: x, Close|',false",
        "HTTP/1.1 200 OK|Connection: x|Connection: close|,false",
        "HTTP/1.0 200 OK|,false",
        "HTTP/1.0 200 OK|Connection: Keep-Alive|,true",
        "'HTTP/1.0 200 OK|Connection: keep-alive, close|',false"
    })
    void tellsWhetherTheConnectionPersists(String text, boolean persistent) {
        assertThat(parse(text.replace("|", "\r\n") + "\r\n")).isPositive();
        assertThat(head.persistent()).isEqualTo(persistent);
    }

    @ParameterizedTest
    @CsvSource({
        "200,Content-Length: 5,false,LENGTH",
        "200,Content-Length: 0,false,LENGTH",
        "200,Transfer-Encoding: Chunked,false,CHUNKED",
        "200,A: b,false,UNTIL_CLOSE",
        "200,Content-Length: 5,true,NONE",
        "200,Transfer-Encoding: chunked,true,NONE",
        "204,Content-Length: 5,false,NONE",
        "304,Content-Length: 5,false,NONE",
        "304,Transfer-Encoding: chunked,false,NONE",
        "103,A: b,false,NONE"
    })
    void tellsWhatFollows(int status, String line, boolean answersHead, Framing framing) {
        assertThat(parse("HTTP/1.1 " + status + " X\r\n" + line + "\r\n\r\n")).isPositive();
        var body = new BodyDecoder();

        head.beginBody(body, answersHead);

        assertThat(body.framing()).isEqualTo(framing);
        assertThat(body.finished()).isEqualTo(framing == Framing.NONE || line.endsWith(" 0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5|Content-Length: 6",
                "Content-Length: 5, 5",
                "Content-Length: -1",
                "Content-Length: +5",
                "Content-Length:",
                "Content-Length: 5 5",
                "Content-Length: 0x5",
                "Content-Length: 99999999999999999999",
                "Content-Length: 5|Transfer-Encoding: chunked",
                "Transfer-Encoding: chunked|Content-Length: 5",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked|Transfer-Encoding: chunked",
                "Transfer-Encoding: identity",
                "Transfer-Encoding:",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding : chunked",
                "Content-Length : 5"
            })
    void refusesWhatReadersTakeDifferently(String lines) {
        assertThat(parse("HTTP/1.1 200 OK\r\n" + lines.replace("|", "\r\n") + "\r\n\r\n"))
                .isEqualTo(-1);
        assertThat(head.defect()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A: b| folded",
                "A: b|\tfolded",
                " A: b",
                "A b",
                "A",
                ": b",
                "A\u0000: b",
                "A: b\u0000",
                "A: b\rc",
                "A: b\r",
                "A: b\u007f",
                "A(: b",
                "\u00e4: b"
            })
    void refusesLinesThatAreNoFields(String lines) {
        assertThat(parse("HTTP/1.1 200 OK\r\n" + lines.replace("|", "\r\n") + "\r\n\r\n"))
                .isEqualTo(-1);
        assertThat(head.defect()).isNotEmpty();
    }

    @Test
    void takesALengthThatIsToldTwiceTheSame() {
        assertThat(parse("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n"))
                .isPositive();
        assertThat(head.contentLength()).isEqualTo(5);
    }

    @Test
    void refusesACodingFromHttp10() {
        assertThat(parse("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 99 X",
                "HTTP/1.1 099 X",
                "HTTP/1.1 2000 X",
                "HTTP/1.1  200 X",
                "HTTP/1.1 20x X",
                "HTTP/1.1 -20 X",
                "HTTP/1.1",
                "HTTP/1.1 ",
                "HTTP/1.2 200 OK",
                "HTTP/2.0 200 OK",
                "http/1.1 200 OK",
                "HTTP/1.1\t200 OK",
                "HTTP/1.1 200\tOK",
                "HTTP/1.1 200 O\u0000K",
                "HTTP/1.1 200 O\rK",
                " HTTP/1.1 200 OK",
                ""
            })
    void refusesWhatIsNoStatusLine(String line) {
        assertThat(parse(line + "\r\n\r\n")).isEqualTo(-1);
        assertThat(head.defect()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"S", "HTTX", "SSH-2.0-OpenSSH", "\u0000", "220 ready", "HTTP/2", "HTTP/1,", "H "})
    void seesGarbageBeforeItsLineEnds(String start) {
        assertThat(parse(start)).isEqualTo(-1);
        assertThat(head.defect()).isNotEmpty();
    }

    @Test
    void waitsForTheRestOfAnyBeginning() {
        var text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: b\nConnection: keep-alive\r\n\r\n";

        for (int length = 0; length < text.length(); length++) {
            assertThat(parse(text.substring(0, length))).as("%s bytes", length).isZero();
        }
        assertThat(parse(text)).isEqualTo(text.length());
    }

    @Test
    void takes256LinesAndNoMore() {
        var start = "HTTP/1.1 200 OK\r\n";

        assertThat(parse(start + "A: b\r\n".repeat(256) + "\r\n")).isPositive();
        assertThat(head.lines()).isEqualTo(256);
        assertThat(parse(start + "A: b\r\n".repeat(257))).isEqualTo(-1);
    }

    @Test
    void knowsWhichLinesTheConnectionFieldsNominate() {
        parse("HTTP/1.1 200 OK\r\nX-One: 1\r\nConnection: x-one, close\r\nConnection: X-THREE\r\nX-Two: 2\r\n"
                + "x-three: 3\r\n\r\n");

        assertThat(head.nominated(0)).isTrue();
        assertThat(head.nominated(3)).isFalse();
        assertThat(head.nominated(4)).isTrue();
    }

    /** Without its length, an answer that is not chunked would have no end for the client. */
    @Test
    void aLengthIsNeverNominatedAway() {
        parse("HTTP/1.1 200 OK\r\nConnection: content-length\r\nContent-Length: 5\r\n\r\n");

        assertThat(head.nominated(1)).isFalse();
    }

    @Test
    void remembersNothingOfTheHeadBefore() {
        parse("HTTP/1.0 500 X\r\nContent-Length: 5\r\nConnection: x-a, close\r\n\r\n");
        parse("HTTP/1.1 200 OK\r\nX-A: b\r\n\r\n");

        assertThat(head.lines()).isOne();
        assertThat(head.contentLength()).isEqualTo(-1);
        assertThat(head.persistent()).isTrue();
        assertThat(head.nominated(0)).isFalse();
    }

    @Test
    void randomBytesNeverThrow() {
        var pieces = new String[] {
            "HTTP/1.1 200 OK\r\n", "HTTP/1.0 304\n", "HTTP/1.", "\r\n", "\n", "\r", ":", " ", "Content-Length: ",
            "5", "Transfer-Encoding: chunked\r\n", "Connection: ", "close", ",", "\u0000", "\u00ff", "X-A", "\r\n\r\n"
        };
        for (int seed = 0; seed < 20_000; seed++) {
            var random = new SplittableRandom(seed);
            var text = new StringBuilder(random.nextBoolean() ? pieces[0] : "");
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(
                        random.nextInt(8) == 0
                                ? String.valueOf((char) random.nextInt(256))
                                : pieces[random.nextInt(pieces.length)]);
            }
            int taken = parse(text.toString());

            assertThat(taken).as("seed %s", seed).isBetween(-1, text.length());
            assertThat(head.defect().isEmpty()).as("seed %s", seed).isEqualTo(taken >= 0);
        }
    }

    /** With bytes behind the length that must not be looked at. */
    private int parse(String text) {
        var bytes = Ascii.bytes(text + "\r\n\r\n\r\n");
        return head.parse(bytes, text.length());
    }

    private String status() {
        var target = new byte[100];
        return Ascii.string(target, 0, head.copyStatus(target, 0));
    }

    private String line(int index) {
        var target = new byte[100];
        return Ascii.string(target, 0, head.copyLine(index, target, 0));
    }
}
