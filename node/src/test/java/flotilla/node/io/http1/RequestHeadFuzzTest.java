package flotilla.node.io.http1;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.io.http1.RequestCorpus.Case;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Heads with a few bytes changed, by a seeded generator. Whatever comes: the parser does not throw, takes no byte
 * behind the head, understands the same however it is cut, and what it takes means the same written anew.
 */
class RequestHeadFuzzTest {

    private static final int ROUNDS = 20_000;

    /** What readers of HTTP stumble over. */
    private static final List<String> PIECES = List.of(
            "\r\n",
            "\r",
            "\n",
            "\0",
            " ",
            "\t",
            ":",
            ",",
            ";",
            "\r\n ",
            "\r\n\r\n",
            "\u000b",
            "\u00a0",
            "\u0085",
            "/",
            "%",
            "?",
            "#",
            "0",
            "Host: h\r\n",
            "Content-Length: 3\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Connection: close\r\n",
            "HTTP/1.1",
            "http://h");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void holdsWhateverComes(long seed) {
        var random = new SplittableRandom(seed);
        var heads = RequestCorpus.accepted().stream()
                .map(Case::raw)
                .filter(raw -> raw.length() < 500)
                .collect(Collectors.toList());
        var parser = new RequestHeadParser();
        int taken = 0;
        for (int i = 0; i < ROUNDS; i++) {
            var raw = mutated(heads.get(random.nextInt(heads.size())), random);
            var reading = HeadReading.of(parser, raw);
            assertThat(HeadReading.of(parser, raw, random.nextInt(raw.length() + 1)))
                    .as("seed %d, round %d: %s", seed, i, raw)
                    .isEqualTo(reading);
            if (reading.status() == 200) {
                taken++;
                assertTaken(reading, raw, seed + "/" + i);
            }
        }
        assertThat(taken).as("enough that means something").isGreaterThan(ROUNDS / 20);
    }

    private static String mutated(String head, SplittableRandom random) {
        var text = new StringBuilder(head);
        for (int n = random.nextInt(1, 4); n > 0; n--) {
            int at = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), at + random.nextInt(3));
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> text.delete(at, to);
                case 2 -> text.replace(at, to, Character.toString((char) random.nextInt(256)));
                default -> text.insert(at, text.substring(at, to).toUpperCase(java.util.Locale.ROOT));
            }
        }
        return text.toString();
    }

    private static void assertTaken(HeadReading reading, String raw, String round) {
        var head = raw.substring(0, reading.consumed());
        assertThat(head).as(round).endsWith("\r\n\r\n");
        assertThat(head.substring(2, head.length() - 4)).as(round).doesNotContain("\r\n\r\n");
        assertThat(head.replace("\r\n", "")).as(round).doesNotContain("\r", "\n", "\0");
        assertThat(HeadReading.of(head)).as(round).isEqualTo(reading);
        if (!reading.method().equals("CONNECT")) {
            var again = HeadReading.of(reading.written());
            assertThat(again.status()).as(round).isEqualTo(200);
            assertThat(again.written()).as(round).isEqualTo(reading.written());
            assertThat(again.chunked()).as(round).isEqualTo(reading.chunked());
            assertThat(again.length()).as(round).isEqualTo(reading.length());
        }
        assertThat(reading.chunked() && reading.length() >= 0).as(round).isFalse();
    }
}
