package flotilla.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.node.cluster.Message.Origin;
import flotilla.node.cluster.RefusedMessage.Reason;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessagesTest {

    private final long seed = System.nanoTime();

    MessagesTest() {
        System.out.println("MessagesTest seed " + seed);
    }

    @Test
    void givesBackWhatItWasGiven() throws RefusedMessage {
        var messages = new RandomMessages(seed);

        for (int i = 0; i < 2_000; i++) {
            var message = messages.next();
            assertThat(Messages.decode(Messages.encode(message))).isEqualTo(message);
        }
    }

    @Test
    void writesWhatTheFormatSays() {
        var hello = new Message.Hello(new Origin(new Member("a", 5), 1, 200));

        assertThat(HexFormat.ofDelimiter(" ").formatHex(Messages.encode(hello)))
                .isEqualTo("01 07 04 01 61 05 01 c8 01");
    }

    @Test
    void refusesEveryBeginningOfAMessage() {
        var messages = new RandomMessages(seed);

        for (int i = 0; i < 100; i++) {
            byte[] whole = Messages.encode(messages.next());
            for (int length = 0; length < whole.length; length++) {
                var part = Arrays.copyOf(whole, length);
                assertThat(refusal(part)).as("%d of %d", length, whole.length).isEqualTo(Reason.TRUNCATED);
            }
        }
    }

    @Test
    void refusesWhatComesAfterAMessage() {
        byte[] whole = Messages.encode(new RandomMessages(seed).next());

        assertThat(refusal(Arrays.copyOf(whole, whole.length + 1))).isEqualTo(Reason.MALFORMED);
    }

    /** Whatever it is, it is a message that is written the same way again, or refused: it never fails otherwise. */
    @Test
    void takesGarbageForNothingElse() throws RefusedMessage {
        var random = new SplittableRandom(seed);
        var messages = new RandomMessages(seed);

        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Messages.encode(messages.next());
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (refusal(bytes) == null && !(Messages.decode(bytes) instanceof Message.Unknown)) {
                var message = Messages.decode(bytes);
                assertThat(Messages.decode(Messages.encode(message))).isEqualTo(message);
            }
        }
        for (int i = 0; i < 20_000; i++) {
            var noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            refusal(noise);
        }
    }

    @Test
    void refusesAnotherVersionWhateverFollows() {
        assertThat(refusal(new byte[] {2})).isEqualTo(Reason.VERSION);
        assertThat(refusal(new byte[] {0, 1, 2, 3})).isEqualTo(Reason.VERSION);
    }

    @Test
    void refusesWhatIsTooLarge() {
        assertThat(refusal(new byte[Cluster.MAX_MESSAGE + 1])).isEqualTo(Reason.OVERSIZE);
    }

    /** A count that only the memory of the receiver would bound. */
    @Test
    void believesNoCountThatTheBytesCannotHold() {
        var section = new MessageWriter().number(Integer.MAX_VALUE).hash(1).toBytes();
        var body = head(1).number(2).block(section);

        assertThat(refusal(message(body))).isEqualTo(Reason.TRUNCATED);
    }

    @Test
    void skipsSectionsAndKindsOfNewerReleases() throws RefusedMessage {
        var load = new MessageWriter()
                .number(1)
                .hash(7)
                .number(1)
                .number(2)
                .octet(3)
                .toBytes();
        var report = head(1).number(2).block(load).number(99).block(new byte[] {1, 2, 3});
        var later = head(77).number(98).block(new byte[100]);

        var origin = new Origin(new Member("a", 1), 1, 1);
        assertThat(Messages.decode(message(report)))
                .isEqualTo(new NodeReport(origin, List.of(), List.of(new EndpointLoad(7, 1, 2, 3)), List.of()));
        assertThat(Messages.decode(message(later))).isEqualTo(new Message.Unknown(origin));
    }

    @Test
    void refusesKeysOutOfOrderAndRepeatedSections() {
        var twice = new MessageWriter()
                .number(2)
                .hash(7)
                .number(1)
                .hash(7)
                .number(1)
                .toBytes();
        var once = new MessageWriter().number(1).hash(7).number(1).toBytes();

        assertThat(refusal(message(head(1).number(1).block(twice)))).isEqualTo(Reason.MALFORMED);
        assertThat(refusal(message(head(1).number(1).block(once).number(1).block(once))))
                .isEqualTo(Reason.MALFORMED);
        assertThat(refusal(message(head(1).number(1).block(new byte[] {0})))).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void tellsOfFiftyEndpointsInSixHundredBytes() {
        var loads = IntStream.range(0, 50)
                .mapToObj(i -> EndpointLoad.of(i * 0x0123456789abcdL, i % 100, 100, 3_000_000))
                .toList();
        var origin = new Origin(new Member("flotilla-1", 1_800_000_000_000L), 8_000_000, 800_000_000);
        var report = new NodeReport(origin, List.of(new Demand(1, 5_000_000)), loads, List.of());

        assertThat(Messages.encode(report).length).isLessThanOrEqualTo(605);
    }

    /** An eighth of an octave is 9 %, rounded to the nearest. */
    @Test
    void tellsLatenciesWithinFivePercent() {
        for (double nanos = 1_100; nanos < 3.6e12; nanos *= 1.37) {
            double told = EndpointLoad.of(1, 0, 0, nanos).latencyMicros() * 1000;
            assertThat(told / nanos).isBetween(0.955, 1.047);
        }
        assertThat(EndpointLoad.of(1, 0, 0, 0).latencyMicros()).isZero();
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> Messages.decode(new byte[] {9}))
                .isInstanceOf(RefusedMessage.class)
                .hasMessage("version: 9 (expected: 1)");
    }

    private static MessageWriter head(int kind) {
        return new MessageWriter().number(kind).text("a").number(1).number(1).number(1);
    }

    private static byte[] message(MessageWriter body) {
        return new MessageWriter().octet(1).block(body.toBytes()).toBytes();
    }

    private static @Nullable Reason refusal(byte[] bytes) {
        try {
            Messages.decode(bytes);
            return null;
        } catch (RefusedMessage e) {
            return e.reason();
        }
    }
}
