package flotilla.node.telemetry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

    private static final String VALID = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final long SPAN = 0x1234;
    private static final long SEED = 20_261_121;

    /** The specification's words, as a pattern: what our parser must agree with. */
    private static final Pattern GRAMMAR = Pattern.compile(
            "(?:00|(?!ff)[0-9a-f]{2}(?=.{53}(?:-|$)))-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?",
            Pattern.DOTALL);

    private final TraceContext context = new TraceContext();

    @Test
    void readsWhatItNames() {
        assertThat(goesOn(VALID)).isTrue();

        assertThat(context.high()).isEqualTo(0x0af7651916cd43ddL);
        assertThat(context.low()).isEqualTo(0x8448eb211c80319cL);
        assertThat(context.parent()).isEqualTo(0xb7ad6b7169203331L);
        assertThat(context.span()).isEqualTo(SPAN);
        assertThat(context.parentSampled()).isTrue();
        assertThat(context.present()).isTrue();
    }

    @Test
    void writesTheSameTraceWithAnotherSpan() {
        assertThat(goesOn(VALID)).isTrue();

        assertThat(written(0xfeL, true)).isEqualTo("00-0af7651916cd43dd8448eb211c80319c-00000000000000fe-01");
        assertThat(written(0xfeL, false)).endsWith("-00");
    }

    @Test
    void keepsTheRandomFlagAndNoOtherThatItDoesNotKnow() {
        assertThat(goesOn(VALID.replaceAll("01$", "ff"))).isTrue();

        assertThat(written(1, true)).endsWith("-03");
    }

    @Test
    void aTraceThatBeginsHereIsRandomAndHasNoParent() {
        context.start(1, 2, 3);

        assertThat(context.parent()).isZero();
        assertThat(written(4, true)).isEqualTo("00-00000000000000010000000000000002-0000000000000004-03");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "0g-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.what",
                "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
                " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0"
            })
    void whatIsNotWrittenExactlySoIsAsIfItWereNotThere(String value) {
        assertThat(goesOn(value)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what"
            })
    void ofALaterVersionItReadsWhatItKnows(String value) {
        assertThat(goesOn(value)).isTrue();
        assertThat(written(5, true)).startsWith("00-0af7651916cd43dd8448eb211c80319c-0000000000000005-");
    }

    @Test
    void agreesWithTheGrammarOnAnyMutationOfWhatIsValid() {
        var random = new SplittableRandom(SEED);
        int valid = 0;
        for (int round = 0; round < 200_000; round++) {
            var value = mutated(random);
            boolean expected = GRAMMAR.matcher(value).matches() && (value.length() == 55 || !value.startsWith("00"));
            valid += expected ? 1 : 0;

            assertThat(goesOn(value))
                    .as("seed %d, round %d: %s", SEED, round, value)
                    .isEqualTo(expected);
        }
        assertThat(valid).isBetween(20_000, 180_000);
    }

    private static String mutated(SplittableRandom random) {
        var value = new StringBuilder("00-%016x%016x-%016x-%02x"
                .formatted(random.nextLong(), random.nextLong(), random.nextLong(), random.nextInt(256)));
        for (int changes = random.nextInt(3); changes > 0 && !value.isEmpty(); changes--) {
            int at = random.nextInt(value.length());
            switch (random.nextInt(6)) {
                case 0 -> value.deleteCharAt(at);
                case 1 -> value.insert(at, (char) random.nextInt(256));
                case 2 -> value.append(random.nextBoolean() ? "-more" : "x");
                case 3 -> value.replace(0, Math.min(2, value.length()), "%02x".formatted(random.nextInt(256)));
                case 4 -> value.setCharAt(at, "0123456789abcdef".charAt(random.nextInt(16)));
                default -> value.setCharAt(at, (char) random.nextInt(256));
            }
        }
        return value.toString();
    }

    /** Nothing once it is compiled. */
    @Test
    void nothingIsMadeOfATrace() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var from = VALID.getBytes(ISO_8859_1);
        var to = new byte[TraceContext.SIZE];
        int rounds = 50_000;

        long before = 0;
        for (int i = 0; i < 2 * rounds; i++) {
            before = i == rounds ? threads.getCurrentThreadAllocatedBytes() : before;
            context.goOn(from, from.length, SPAN + i);
            context.write(SPAN, true, to, 0);
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8L * rounds);
    }

    /** As a request's field is handed over: what is longer than the part that counts is cut behind it. */
    private boolean goesOn(String value) {
        var bytes = new byte[TraceContext.SIZE + 1];
        var all = value.getBytes(ISO_8859_1);
        System.arraycopy(all, 0, bytes, 0, Math.min(all.length, bytes.length));
        return context.goOn(bytes, Math.min(all.length, bytes.length), SPAN);
    }

    private String written(long span, boolean sampled) {
        var bytes = new byte[TraceContext.SIZE];
        assertThat(context.write(span, sampled, bytes, 0)).isEqualTo(TraceContext.SIZE);
        return new String(bytes, ISO_8859_1);
    }
}
