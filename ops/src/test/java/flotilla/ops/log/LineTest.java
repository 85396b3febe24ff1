package flotilla.ops.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import flotilla.node.resilience.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LineTest {

    private static final String EVIL = "/a\r\n10.0.0.9:1 \"GET /forged\" \\ \u0000\u001b[31m\u0085é\u00ff";

    /** What only a detail may hold: the rest comes from bytes of the wire, one char for each. */
    private static final String WIDE = EVIL + "\u2028\ud800";

    @Test
    void textHoldsEveryFieldInItsOrder() throws IOException {
        assertThat(text(FakeRequest.of("/cart?id=7", 200, null)))
                .isEqualTo(
                        "2026-01-31T12:00:00.123Z 10.1.2.3 10.1.2.3:51234 \"GET /cart?id=7 HTTP/1.1\" 200 1532 0.004210"
                                + " shop 10.0.0.1:80 1 -\n");
    }

    @Test
    void textNamesTheReasonOfAFailure() throws IOException {
        var failure = new Failure(Failure.Reason.CONNECT_REFUSED, "10.0.0.1:80");

        assertThat(text(FakeRequest.of("/", 502, failure))).endsWith(" 1 connect_refused\n");
    }

    @ParameterizedTest
    @EnumSource(Failure.Reason.class)
    void aReasonIsTheSameWordInTextAndInJson(Failure.Reason reason) throws IOException {
        var request = FakeRequest.of("/", reason.status(), Failure.of(reason));

        assertThat(text(request)).endsWith(" " + reason.code() + "\n");
        assertThat(json(request).get("reason").textValue()).isEqualTo(reason.code());
    }

    @Test
    void everyLineHasAReasonAlsoIfItIsThatThereIsNone() throws IOException {
        assertThat(text(FakeRequest.ok())).endsWith(" -\n");
        assertThat(json(FakeRequest.ok()).get("reason").textValue()).isEqualTo("-");
    }

    @Test
    void aFieldWithoutContentIsADash() throws IOException {
        assertThat(text(FakeRequest.ok().through("", "", 0))).contains(" 0.000000 - 10.0.0.1:80 1 -");
    }

    @Test
    void nothingFromOutsideEndsALineOrAField() throws IOException {
        var line = text(FakeRequest.of(EVIL, 200, null));

        assertThat(line.lines()).hasSize(1);
        assertThat(line)
                .matches("\\p{ASCII}*")
                .contains("\"GET /a\\x0d\\x0a10.0.0.9:1 \\\"GET /forged\\\" \\\\ \\x00\\x1b[31m\\x85\\xe9\\xff"
                        + " HTTP/1.1\" 200");
    }

    @Test
    void aDetailMayHoldAnyText() throws IOException {
        var line = write(new TextLine(List.of(Field.DETAIL)), FakeRequest.of("/", 502, detailed(WIDE)));

        assertThat(line)
                .isEqualTo(
                        "\"/a\\x0d\\x0a10.0.0.9:1 \\\"GET /forged\\\" \\\\ \\x00\\x1b[31m\\x85\\xe9\\xff\\u2028\\ud800\"\n");
    }

    @Test
    void jsonSurvivesAnyText() throws IOException {
        var random = new Random(7);
        for (int round = 0; round < 500; round++) {
            var agent = EVIL + anyOf(random, 40, 0x100);
            var detail = WIDE + anyOf(random, 40, 0x10000);
            var request = FakeRequest.of(EVIL, 502, detailed(detail))
                    .from(FakeRequest.ok().clientAddress(), agent, 0);

            var line = write(new JsonLine(Field.OF_JSON), request);

            assertThat(line.lines()).hasSize(1);
            JsonNode read = new ObjectMapper().readTree(line);
            assertThat(read.get("target").textValue()).isEqualTo(EVIL);
            assertThat(read.get("user_agent").textValue()).isEqualTo(agent);
            assertThat(read.get("detail").textValue()).isEqualTo(detail);
        }
    }

    /** The one way takes a text as a whole, the other char by char. */
    @Test
    void whatIsPlainIsFoundWhereverTheRestStands() {
        var random = new Random(13);
        for (int round = 0; round < 20_000; round++) {
            var text = new StringBuilder("abc~ /?".repeat(6).substring(0, random.nextInt(40)));
            for (int i = random.nextInt(3); i > 0 && !text.isEmpty(); i--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(0x100));
            }
            var latin1 = text.toString();

            assertThat(put(line -> Escapes.latin1Text(latin1, line)))
                    .isEqualTo(put(line -> Escapes.text(latin1, line)));
            assertThat(put(line -> Escapes.latin1Json(latin1, line)))
                    .isEqualTo(put(line -> Escapes.json(latin1, line)));
        }
    }

    @Test
    void anyNumberIsPutInDecimal() {
        var random = new Random(17);
        for (int round = 0; round < 10_000; round++) {
            long number = random.nextLong() >> random.nextInt(Long.SIZE);

            assertThat(put(line -> line.put(number))).isEqualTo(Long.toString(number));
        }
        for (long power = 1, digits = 1; digits < 19; power *= 10, digits++) {
            long limit = power * 10;
            assertThat(put(line -> line.put(limit))).isEqualTo(Long.toString(limit));
            assertThat(put(line -> line.put(limit - 1))).isEqualTo(Long.toString(limit - 1));
        }
        assertThat(put(line -> line.put(Long.MAX_VALUE))).isEqualTo(Long.toString(Long.MAX_VALUE));
    }

    @Test
    void aNameMayBeOfAnyChars() throws IOException {
        var request = FakeRequest.ok().through("", "\u0141\u00f3d\u017a", 0);

        assertThat(text(request)).contains(" \\u0141\\xf3d\\u017a ");
        assertThat(json(request).get("upstream").textValue()).isEqualTo("\u0141\u00f3d\u017a");
    }

    private static Failure detailed(String detail) {
        return new Failure(Failure.Reason.CONNECT_REFUSED, detail);
    }

    private static String anyOf(Random random, int length, int bound) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) (random.nextInt(4) == 0 ? random.nextInt(bound) : random.nextInt(0x100)));
        }
        return text.toString();
    }

    private static String put(Consumer<Line> what) {
        var line = new Line();
        what.accept(line);
        return new String(line.bytes(), 0, line.length(), StandardCharsets.US_ASCII);
    }

    @Test
    void jsonHoldsEveryField() throws IOException {
        var failure = new Failure(Failure.Reason.FIRST_BYTE_TIMEOUT, "10.0.0.1:80: nothing for 30 s");
        var read = new ObjectMapper().readTree(write(new JsonLine(Field.OF_JSON), FakeRequest.of("/x", 504, failure)));

        assertThat(read.get("time").textValue()).isEqualTo("2026-01-31T12:00:00.123Z");
        assertThat(read.get("client").textValue()).isEqualTo("10.1.2.3");
        assertThat(read.get("connection").textValue()).isEqualTo("10.1.2.3:51234");
        assertThat(read.get("status").intValue()).isEqualTo(504);
        assertThat(read.get("duration").doubleValue()).isEqualTo(0.00421);
        assertThat(read.get("first_byte").doubleValue()).isEqualTo(0.003);
        assertThat(read.get("reason").textValue()).isEqualTo("first_byte_timeout");
        assertThat(read.get("detail").textValue()).isEqualTo("10.0.0.1:80: nothing for 30 s");
        assertThat(read.fieldNames())
                .toIterable()
                .contains("listener", "method", "protocol", "host", "bytes_in", "bytes_out", "route", "upstream")
                .contains("endpoint", "attempts");
    }

    @Test
    void bothFormsTellTheClientThatATrustedProxyNamesAndTheConnection() throws IOException {
        var request = FakeRequest.ok().onBehalfOf(FakeRequest.address(203, 0, 113, 9));

        assertThat(text(request)).contains("Z 203.0.113.9 10.1.2.3:51234 \"GET ");
        assertThat(json(request).get("client").textValue()).isEqualTo("203.0.113.9");
        assertThat(json(request).get("connection").textValue()).isEqualTo("10.1.2.3:51234");
    }

    @ParameterizedTest
    @EnumSource(Field.class)
    void everyFieldStandsAloneInBothForms(Field field) throws IOException {
        var failure = new Failure(Failure.Reason.FIRST_BYTE_TIMEOUT, "10.0.0.1:80: nothing for 30 s");
        var request = FakeRequest.of("/x", 504, failure);
        var name = field.name().toLowerCase(Locale.ROOT);

        var text = write(new TextLine(List.of(field)), request).stripTrailing();
        var json = new ObjectMapper().readTree(write(new JsonLine(List.of(field)), request));

        assertThat(text).isNotEmpty().isNotEqualTo("-");
        assertThat(json.fieldNames()).toIterable().containsExactly(name);
        assertThat(json.get(name).asText())
                .isEqualTo(unquoted(text, json.get(name).isNumber()));
    }

    private static String unquoted(String text, boolean number) {
        var bare = text.replace("\"", "");
        return number && bare.contains(".") ? String.valueOf(Double.parseDouble(bare)) : bare;
    }

    /** Nothing once it is compiled; before that, no text that was put together first all the same. */
    @ParameterizedTest
    @EnumSource(AccessLogPolicy.Format.class)
    void aLineIsMadeOfWhatIsThere(AccessLogPolicy.Format format) throws IOException {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var without = List.of(
                Field.TIME, Field.CLIENT, Field.CONNECTION, Field.REQUEST, Field.HOST, Field.STATUS, Field.DURATION);
        var line = LineFormat.of(AccessLogPolicy.DEFAULT.withFormat(format).withFields(without));
        var bytes = new Line();
        var clock = new Clockface();
        var request = FakeRequest.ok();
        int rounds = 50_000;

        long before = 0;
        for (int i = 0; i < 2 * rounds; i++) {
            before = i == rounds ? threads.getCurrentThreadAllocatedBytes() : before;
            bytes.begin();
            line.write(request, clock, bytes);
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(64L * rounds);
    }

    @Test
    void jsonHasTheTraceIfThereIsOne() throws IOException {
        assertThat(json(FakeRequest.ok()).get("trace_id").textValue()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    }

    @Test
    void chosenFieldsStandInTheirOrder() throws IOException {
        var fields = List.of(Field.STATUS, Field.TARGET, Field.HOST, Field.DETAIL, Field.FIRST_BYTE);

        assertThat(write(new TextLine(fields), FakeRequest.ok()))
                .isEqualTo("200 \"/\" \"shop.example\" \"\" 0.003000\n");
        assertThat(write(new JsonLine(fields), FakeRequest.ok()))
                .isEqualTo("{\"status\":200,\"target\":\"/\",\"host\":\"shop.example\",\"first_byte\":0.003000}\n");
    }

    @Test
    void aLineOfJsonWithoutAnyContentIsAnObjectAllTheSame() throws IOException {
        assertThat(write(new JsonLine(List.of(Field.DETAIL)), FakeRequest.ok())).isEqualTo("{}\n");
    }

    @Test
    void anEndlessFieldIsCut() throws IOException {
        var line = text(FakeRequest.of("/" + "a".repeat(10_000), 200, null));

        assertThat(line).hasSizeLessThan(Escapes.LONGEST + 200).contains("aaa... HTTP/1.1");
    }

    @Test
    void everyMomentIsThatOfTheCalendar() throws IOException {
        var random = new Random(11);
        for (int i = 0; i < 2000; i++) {
            long millis = random.nextLong(-62_000_000_000_000L, 250_000_000_000_000L);
            var request = FakeRequest.ok().from(FakeRequest.ok().clientAddress(), "", millis);

            assertThat(Instant.parse(text(request).split(" ", 2)[0])).isEqualTo(Instant.ofEpochMilli(millis));
        }
    }

    @Test
    void writesAnyAddressAsItIsReadBack() throws IOException {
        var v6 = FakeRequest.address(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xab, 0xff, 1);
        var broadcast = FakeRequest.address(255, 255, 255, 255);

        assertThat(text(FakeRequest.ok().from(v6, "", 0)))
                .contains(" [2001:db8:0:0:0:0:ab:ff01] [2001:db8:0:0:0:0:ab:ff01]:51234 ");
        assertThat(text(FakeRequest.ok().from(broadcast, "", 0))).contains(" 255.255.255.255:51234 ");
    }

    private static String text(FakeRequest request) throws IOException {
        return write(new TextLine(Field.OF_TEXT), request);
    }

    private static JsonNode json(FakeRequest request) throws IOException {
        return new ObjectMapper().readTree(write(new JsonLine(Field.OF_JSON), request));
    }

    private static String write(LineFormat format, FakeRequest request) throws IOException {
        var buffer = new LineBuffer(1 << 16);
        var line = new Line();
        format.write(request, new Clockface(), line);
        buffer.add(line);
        var out = new ByteArrayOutputStream();
        buffer.drainTo(Channels.newChannel(out));
        return out.toString(StandardCharsets.UTF_8);
    }
}
