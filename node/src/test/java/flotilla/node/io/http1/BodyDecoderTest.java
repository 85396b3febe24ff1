package flotilla.node.io.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyDecoderTest {

    /** What a decoder made of some bytes. */
    private record Outcome(String payload, boolean broken, boolean finished, String surplus, String trailers) {}

    @ParameterizedTest
    @CsvSource({
        "3|abc|0||,abc,''",
        "3|abc|2|de|0||GET,abcde,GET",
        "0||,'',''",
        "000||,'',''",
        "a|0123456789|0||,0123456789,''",
        "A|0123456789|0||,0123456789,''",
        "0a|0123456789|0||,0123456789,''",
        "2;x|ab|0||,ab,''",
        "2;x=\"y z\";w|ab|0;last||,ab,''",
        "2 ;x|ab|0||,,",
        "2|ab|0|A: b||rest,ab,rest"
    })
    void takesTheChunksOff(String raw, String payload, String surplus) {
        var outcome = whole(chunked(), raw.replace("|", "\r\n"));

        if (payload == null) {
            assertThat(outcome.broken).isTrue();
        } else {
            assertThat(outcome.payload).isEqualTo(payload);
            assertThat(outcome.finished).isTrue();
            assertThat(outcome.surplus).isEqualTo(surplus);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "g\r\n",
                "-1\r\n",
                "+1\r\na\r\n",
                " 1\r\na\r\n",
                "1 \r\na\r\n",
                "0x1\r\na\r\n",
                "1\na\r\n",
                "1\ra\r\n",
                "1\r\r\na",
                "1\r\nab\r\n",
                "1\r\na\n",
                "1\r\na\r1\r\n",
                "1\r\na1\r\n",
                "\u00b9\r\na\r\n",
                "1\u0000\r\na\r\n",
                "1;\u0000\r\na\r\n",
                "1;a\nb\r\na\r\n",
                "1;a\rb\r\n",
                "ffffffffffffffff\r\n",
                "10000000000000000\r\n",
                "8000000000000000\r\n"
            })
    void refusesWhatIsNotTheGrammarToTheLetter(String raw) {
        var decoder = chunked();

        assertThat(whole(decoder, raw).broken).isTrue();
        assertThat(decoder.defect()).isNotEmpty();
        assertThat(decoder.decode(ByteBuffer.wrap(Ascii.bytes("0\r\n\r\n"))))
                .as("stays broken")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0\r\n\n",
                "0\r\nA: b\n\r\n",
                "0\r\nA b\r\n\r\n",
                "0\r\n: b\r\n\r\n",
                "0\r\nA : b\r\n\r\n",
                "0\r\n A: b\r\n\r\n",
                "0\r\nA: b\u0000\r\n\r\n",
                "0\r\nA: b\r\n c\r\n\r\n",
                "0\r\nA: b\rc\r\n\r\n"
            })
    void refusesTrailersThatAreNoFields(String raw) {
        assertThat(whole(chunked(), raw).broken).isTrue();
    }

    @Test
    void boundsExtensionsAndTrailers() {
        assertThat(whole(chunked(), "1;" + "x".repeat(1024) + "\r\na\r\n0\r\n\r\n").finished)
                .isTrue();
        assertThat(whole(chunked(), "1;" + "x".repeat(1025)).broken).isTrue();
        var line = "A: " + "x".repeat(1000) + "\r\n";
        assertThat(whole(chunked(), "0\r\n" + line.repeat(8) + "\r\n").finished).isTrue();
        assertThat(whole(chunked(), "0\r\n" + line.repeat(9) + "\r\n").broken).isTrue();
        assertThat(whole(chunked(), "0\r\nA: " + "x".repeat(Trailers.MAX_BYTES)).broken)
                .as("without a line's end too")
                .isTrue();
        assertThat(whole(chunked(), "0\r\n" + "Host: a\r\n".repeat(1000) + "\r\n").broken)
                .as("dropped lines count too")
                .isTrue();
    }

    @Test
    void passesOnlyHarmlessTrailers() {
        var outcome = whole(
                chunked(),
                "0\r\nX-Sum: 1\r\nContent-Length: 5\r\nHost: a\r\nTransfer-Encoding: chunked\r\nSet-Cookie: a\r\n"
                        + "Authorization: x\r\nX-Forwarded-For: 1.2.3.4\r\nTrailer: a\r\nETag:\r\n\r\nX");

        assertThat(outcome.trailers).isEqualTo("X-Sum: 1\r\nETag:\r\n");
        assertThat(outcome.surplus).isEqualTo("X");
    }

    static IntStream seeds() {
        return IntStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anySplitGivesTheSameAsTheWhole(int seed) {
        var random = new SplittableRandom(seed);
        var raw = random.nextInt(4) == 0 ? garbled(valid(random), random) : valid(random);

        var expected = whole(chunked(), raw);
        var pieces = inPieces(chunked(), raw, random);

        assertThat(pieces.broken).isEqualTo(expected.broken);
        if (!expected.broken) {
            assertThat(pieces).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void randomBytesNeverThrowAndNothingBehindTheLimitIsTouched(int seed) {
        var random = new SplittableRandom(seed);
        var letters = "0123456789abcdefF;:\r\n\r\n\r\n \u0000\u00ff";
        var raw = new StringBuilder();
        for (int i = random.nextInt(200); i > 0; i--) {
            raw.append(letters.charAt(random.nextInt(letters.length())));
        }
        var decoder = chunked();
        var bytes = Ascii.bytes("<<" + raw + "0\r\n\r\n0\r\n\r\n");
        var buffer = ByteBuffer.wrap(bytes).position(2).limit(2 + raw.length());

        if (decoder.decode(buffer)) {
            assertThat(buffer.limit()).isLessThanOrEqualTo(2 + raw.length());
            assertThat(buffer.position()).isBetween(2, buffer.limit());
            assertThat(decoder.surplus()).isBetween(0, raw.length());
        }
        assertThat(Ascii.string(bytes, 0, 2)).isEqualTo("<<");
        assertThat(Ascii.string(bytes, 2 + raw.length(), bytes.length)).isEqualTo("0\r\n\r\n0\r\n\r\n");
    }

    @Test
    void countsALength() {
        var decoder = new BodyDecoder();
        decoder.beginLength(5);

        assertThat(decoder.remaining()).isEqualTo(5);
        assertThat(part(decoder, "abc")).isEqualTo("abc");
        assertThat(decoder.finished()).isFalse();
        assertThat(decoder.closed()).as("a close in the middle is no end").isFalse();
        assertThat(part(decoder, "deGET")).isEqualTo("de");
        assertThat(decoder.finished()).isTrue();
        assertThat(decoder.surplus()).isEqualTo(3);
        assertThat(part(decoder, "more")).isEmpty();
        assertThat(decoder.surplus()).isEqualTo(4);
    }

    @Test
    void countsALengthBeyondAnInt() {
        var decoder = new BodyDecoder();
        decoder.beginLength(5_000_000_000L);

        assertThat(part(decoder, "abc")).isEqualTo("abc");
        assertThat(decoder.remaining()).isEqualTo(4_999_999_997L);
    }

    @Test
    void aChunkMayBeLargerThanAnInt() {
        var outcome = whole(chunked(), "ffffffffff\r\nabc");

        assertThat(outcome.payload).isEqualTo("abc");
        assertThat(outcome.broken).isFalse();
    }

    @Test
    void takesEverythingUntilTheClose() {
        var decoder = new BodyDecoder();
        decoder.beginUntilClose();

        assertThat(part(decoder, "abc")).isEqualTo("abc");
        assertThat(part(decoder, "0\r\n\r\n")).isEqualTo("0\r\n\r\n");
        assertThat(decoder.finished()).isFalse();
        assertThat(decoder.closed()).isTrue();
        assertThat(decoder.finished()).isTrue();
    }

    @Test
    void anEmptyBodyIsFinishedFromTheStart() {
        var decoder = new BodyDecoder();
        decoder.beginEmpty();
        assertThat(decoder.finished()).isTrue();
        assertThat(part(decoder, "abc")).isEmpty();
        assertThat(decoder.surplus()).isEqualTo(3);

        decoder.beginLength(0);
        assertThat(decoder.finished()).isTrue();
    }

    @Test
    void aCloseInTheMiddleOfChunksIsNoEnd() {
        var decoder = chunked();
        part(decoder, "3\r\nabc\r\n0\r\n");

        assertThat(decoder.closed()).isFalse();
    }

    @Test
    void beginsANewBodyWithNothingOfTheLast() {
        var decoder = chunked();
        assertThat(whole(decoder, "zz").broken).isTrue();

        decoder.beginChunked();

        assertThat(decoder.defect()).isEmpty();
        assertThat(whole(decoder, "1\r\na\r\n0\r\nB: c\r\n\r\n").trailers).isEqualTo("B: c\r\n");
        decoder.beginChunked();
        assertThat(whole(decoder, "0\r\n\r\n").trailers).isEmpty();
    }

    private static BodyDecoder chunked() {
        var decoder = new BodyDecoder();
        decoder.beginChunked();
        return decoder;
    }

    private static String valid(SplittableRandom random) {
        var raw = new StringBuilder();
        for (int chunks = random.nextInt(6); chunks > 0; chunks--) {
            int size = 1 + random.nextInt(random.nextBoolean() ? 5 : 300);
            raw.append(Integer.toHexString(size)).append(random.nextInt(3) == 0 ? ";e=f\r\n" : "\r\n");
            for (int i = 0; i < size; i++) {
                raw.append((char) random.nextInt(256));
            }
            raw.append("\r\n");
        }
        raw.append("0\r\n");
        for (int lines = random.nextInt(3); lines > 0; lines--) {
            raw.append(random.nextBoolean() ? "X-T: value\r\n" : "Cookie: no\r\n");
        }
        raw.append("\r\n");
        return raw + "next request".substring(random.nextInt(13));
    }

    private static String garbled(String raw, SplittableRandom random) {
        var text = new StringBuilder(raw);
        text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(256));
        return text.toString();
    }

    private static Outcome whole(BodyDecoder decoder, String raw) {
        var buffer = ByteBuffer.wrap(Ascii.bytes(raw));
        if (!decoder.decode(buffer)) {
            return new Outcome("", true, false, "", "");
        }
        return outcome(decoder, text(buffer), raw.substring(raw.length() - decoder.surplus()));
    }

    private static Outcome inPieces(BodyDecoder decoder, String raw, SplittableRandom random) {
        var payload = new StringBuilder();
        int at = 0;
        while (at < raw.length() && !decoder.finished()) {
            int end = at + 1 + random.nextInt(Math.min(raw.length() - at, random.nextBoolean() ? 3 : 100));
            var buffer =
                    ByteBuffer.wrap(Ascii.bytes("##" + raw.substring(at, end))).position(2);
            if (!decoder.decode(buffer)) {
                return new Outcome("", true, false, "", "");
            }
            payload.append(text(buffer));
            at = end - decoder.surplus();
        }
        return outcome(decoder, payload.toString(), decoder.finished() ? raw.substring(at) : "");
    }

    private static Outcome outcome(BodyDecoder decoder, String payload, String surplus) {
        var trailers = new byte[decoder.trailers().size()];
        decoder.trailers().copyTo(trailers, 0);
        return new Outcome(payload, false, decoder.finished(), surplus, Ascii.string(trailers, 0, trailers.length));
    }

    private static String part(BodyDecoder decoder, String raw) {
        var buffer = ByteBuffer.wrap(Ascii.bytes(raw));
        assertThat(decoder.decode(buffer)).isTrue();
        return text(buffer);
    }

    private static String text(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return Ascii.string(bytes, 0, bytes.length);
    }
}
