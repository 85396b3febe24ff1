package flotilla.node.io.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadTextTest {

    private final HeadText text = new HeadText();

    @Test
    void isMadeOnceForTheSameBytes() {
        var first = of("shop.example");

        assertThat(of("shop.example")).isSameAs(first);
        assertThat(of("shop.exampla")).isEqualTo("shop.exampla");
        assertThat(of("shop.example")).isEqualTo("shop.example");
    }

    @Test
    void isWhatTheBytesSayWhateverCameBefore() {
        var random = new Random(3);
        var before = List.of(
                "", "a", "ab", "abc", "b", "\u00e9\u00ff", "a".repeat(256), "a".repeat(257), "a".repeat(255) + "b");
        for (int round = 0; round < 10_000; round++) {
            var wanted = before.get(random.nextInt(before.size()));

            assertThat(of(wanted)).isEqualTo(wanted);
        }
    }

    @Test
    void aLongOneIsNotKept() {
        var kept = of("a");
        var longOne = "b".repeat(257);

        assertThat(of(longOne)).isEqualTo(longOne).isNotSameAs(of(longOne));
        assertThat(of("a")).isSameAs(kept);
    }

    private String of(String wanted) {
        var bytes = ("GET " + wanted + " HTTP/1.1").getBytes(StandardCharsets.ISO_8859_1);
        return text.of(bytes, 4, 4 + wanted.length());
    }
}
