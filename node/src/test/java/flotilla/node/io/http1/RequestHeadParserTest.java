package flotilla.node.io.http1;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.io.http1.RequestCorpus.Case;
import flotilla.node.io.http1.RequestHeadParser.Progress;
import flotilla.node.resilience.Failure;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestHeadParserTest {

    private static final String FIRST = "GET /a?b HTTP/1.1\r\nHost: h\r\n\r\n";

    static List<Case> corpus() {
        return RequestCorpus.all();
    }

    @Test
    void theCorpusIsLargeAndNamesEachCaseOnce() {
        assertThat(corpus()).hasSizeGreaterThan(200);
        assertThat(corpus()).extracting(Case::name).doesNotHaveDuplicates();
        assertThat(corpus()).filteredOn(one -> one.status() != 200).hasSizeGreaterThan(120);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void takesOrRefuses(Case one) {
        var reading = HeadReading.of(one.raw());

        assertThat(reading.status()).as(reading.toString()).isEqualTo(one.status());
        if (one.status() == 200) {
            assertThat(reading.consumed()).as("up to the empty line").isEqualTo(endOfHead(one.raw()));
        } else {
            assertThat(reading.detail()).isNotBlank();
        }
    }

    private static int endOfHead(String raw) {
        int skipped = raw.startsWith("\r\n") ? 2 : 0;
        return raw.indexOf("\r\n\r\n", skipped) + 4;
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void meansTheSameHoweverItIsCut(Case one) {
        var raw = one.raw();
        var whole = HeadReading.of(raw);
        int step = raw.length() > 600 ? 331 : 1;

        for (int i = 0; i <= raw.length(); i += step) {
            assertThat(relative(HeadReading.of(raw, i), raw, i))
                    .as("cut at %d", i)
                    .isEqualTo(relative(whole, raw, 0));
        }
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void meansTheSameByteByByte(Case one) {
        var raw = one.raw();

        var reading = HeadReading.of(raw, IntStream.range(0, raw.length()).toArray());

        assertThat(reading).isEqualTo(HeadReading.of(raw));
    }

    /** The reading itself; a name for what the tests above compare. */
    private static HeadReading relative(HeadReading reading, String raw, int cut) {
        assertThat(reading.consumed())
                .as("within %d, cut at %d", raw.length(), cut)
                .isBetween(0, raw.length());
        return reading;
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void isRefusedAtTheSameByteHoweverMuchFollows(Case one) {
        var more = HeadReading.of(one.raw() + FIRST + FIRST);

        assertThat(more).isEqualTo(HeadReading.of(one.raw()));
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void leavesNothingOfOneHeadInTheNext(Case one) {
        var parser = new RequestHeadParser();
        HeadReading.of(parser, one.raw());
        parser.shrink();

        assertThat(HeadReading.of(parser, FIRST)).isEqualTo(HeadReading.of(FIRST));
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void whatIsTakenReadsTheSameWrittenAnew(Case one) {
        var reading = HeadReading.of(one.raw());
        if (one.status() == 200 && !reading.method().equals("CONNECT")) {
            var again = HeadReading.of(reading.written());

            assertThat(again.written()).isEqualTo(reading.written());
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.chunked()).isEqualTo(reading.chunked());
            assertThat(again.length()).isEqualTo(reading.length());
        }
    }

    @Test
    void leavesWhatFollowsTheHead() {
        var bytes = ByteBuffer.wrap(Ascii.bytes(FIRST + "body"));
        var parser = new RequestHeadParser();
        parser.begin(4096);

        assertThat(parser.read(bytes)).isEqualTo(Progress.DONE);

        assertThat(bytes.remaining()).isEqualTo(4);
    }

    @Test
    void asksForRoomAndGivesItBack() {
        var bytes = ByteBuffer.wrap(Ascii.bytes("GET / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(5000) + "\r\n\r\n"));
        var parser = new RequestHeadParser();
        parser.begin(6000);

        assertThat(parser.read(bytes)).isEqualTo(Progress.FULL);
        assertThat(parser.growth()).isEqualTo(2048);
        parser.grow();
        assertThat(parser.read(bytes)).isEqualTo(Progress.FULL);
        assertThat(parser.growth()).as("no more than the head may have").isEqualTo(6000 - 4096);
        parser.grow();
        assertThat(parser.read(bytes)).isEqualTo(Progress.DONE);

        assertThat(parser.head().whole()).isTrue();
        assertThat(parser.shrink()).isEqualTo(6000 - 2048);
        assertThat(parser.shrink()).isZero();
    }

    @Test
    void hasNotBegunBeforeTheFirstByteOfARequest() {
        var parser = new RequestHeadParser();
        parser.begin(4096);
        assertThat(parser.begun()).isFalse();

        parser.read(ByteBuffer.wrap(Ascii.bytes("\r\n")));
        assertThat(parser.begun()).as("an empty line is none").isFalse();

        parser.read(ByteBuffer.wrap(Ascii.bytes("G")));
        assertThat(parser.begun()).isTrue();
    }

    @Test
    void keepsWhatCameBeforeARefusal() {
        var parser = new RequestHeadParser();
        var reading = HeadReading.of(parser, "GET /a HTTP/1.1\r\nHost: h\r\nX : 1\r\n\r\n");

        assertThat(reading.method()).isEqualTo("GET");
        assertThat(reading.target()).isEqualTo("/a");
        assertThat(reading.host()).isEqualTo("h");
        assertThat(parser.head().whole()).isFalse();
        assertThat(parser.head().hasBody()).isFalse();
    }

    @Test
    void canBeRefusedFromOutside() {
        var parser = new RequestHeadParser();
        HeadReading.of(parser, "GET / HT");

        parser.refuse(Failure.of(Failure.Reason.CLIENT_TIMEOUT));

        assertThat(parser.head().refusal()).isEqualTo(Failure.of(Failure.Reason.CLIENT_TIMEOUT));
        assertThat(parser.head().target()).isEqualTo("/");
        assertThat(parser.head().whole()).isFalse();
    }
}
