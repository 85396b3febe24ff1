package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StoryLinesTest {

    @Test
    void endsWithAMarkWhereItDoesNotFit() {
        var lines = new StoryLines();
        for (int i = 0; i < 1000; i++) {
            lines.add(
                    "Left-Out",
                    StoryItem.of("10.0.0." + i + ":80").word("why", "down").toString());
        }

        var text = new String(lines.bytes(), StandardCharsets.US_ASCII);
        assertThat(text.length()).isBetween(StoryLines.MAX - 100, StoryLines.MAX);
        assertThat(text).endsWith("; why=down\r\nX-Flotilla-Explain-Cut: ?1\r\n");
        assertThat(text.lines()).allMatch(line -> line.startsWith("X-Flotilla-Explain-"));
    }

    @Test
    void noTextEndsAStringOrALine() {
        var item = StoryItem.of("a\"b\\c\r\nSet-Cookie: x\u00e9\u2028").with("detail", "x".repeat(1000));

        assertThat(item.toString())
                .startsWith("\"a\\\"b\\\\c??Set-Cookie: x??\"; detail=\"xxx")
                .endsWith("x...\"")
                .hasSizeLessThan(2 * StoryItem.LONGEST + 20);
    }

    @Test
    void writesDurationsAsDecimals() {
        assertThat(StoryItem.of("a").millis("ms", 1_002_999).millis("none", -1).number("n", 7))
                .hasToString("\"a\"; ms=1.002; none=0.000; n=7");
    }
}
