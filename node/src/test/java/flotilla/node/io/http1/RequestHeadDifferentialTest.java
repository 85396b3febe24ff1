package flotilla.node.io.http1;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.io.http1.RequestCorpus.Case;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What we take, Undertow's parser takes too, and understands it the same: method, target and fields. It was the reader
 * of this node before ours, so what a client could send before is no more than it can send now, but for {@link
 * #STRICTER}.
 */
@TestInstance(Lifecycle.PER_CLASS)
class RequestHeadDifferentialTest {

    /** What only Undertow refuses, and why we do not. */
    private static final Map<String, String> STRICTER =
            Map.of("one empty line before", "RFC 9112 section 2.2 wants it passed over");

    private final UndertowReader undertow = new UndertowReader();

    @AfterAll
    void stop() {
        undertow.close();
    }

    static List<Case> accepted() {
        return RequestCorpus.accepted();
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void undertowUnderstandsTheSame(Case one) throws IOException {
        var ours = HeadReading.of(one.raw());
        var theirs = undertow.read(one.raw().substring(0, ours.consumed()));

        if (STRICTER.containsKey(one.name())) {
            assertThat(theirs.status()).as(STRICTER.get(one.name())).isEqualTo(400);
        } else {
            assertSame(ours, theirs, one.name());
        }
    }

    private static void assertSame(HeadReading ours, UndertowReader.Understood theirs, String as) {
        assertThat(theirs.status()).as(as).isEqualTo(200);
        assertThat(theirs.method()).as(as).isEqualTo(ours.method());
        assertThat(pathOf(theirs.target())).as(as).isEqualTo(asTheyTellIt(ours.target()));
        assertThat(theirs.fields()).as(as).isEqualTo(UndertowReader.fields(ours.fields()));
    }

    /** Undertow takes two question marks for one, none for an empty query, and / where a URI without a path means *. */
    private static String asTheyTellIt(String target) {
        int mark = target.indexOf('?');
        if (target.equals("*")) {
            return "/";
        }
        if (mark < 0) {
            return target;
        }
        var query = target.substring(target.startsWith("??", mark) ? mark + 2 : mark + 1);
        return target.substring(0, mark) + (query.isEmpty() ? "" : "?" + query);
    }

    /** It leaves a target in absolute form as it is; and is asked for * with OPTIONS as with any path. */
    private static String pathOf(String target) {
        if (target.equals("*")) {
            return "/";
        }
        int scheme = target.indexOf("://");
        if (scheme < 0 || target.startsWith("/")) {
            return target;
        }
        int end = scheme + 3;
        while (end < target.length() && "/?".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        var rest = target.substring(end);
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    @Test
    void undertowUnderstandsTheSameOfWhatChanceMakes() throws IOException {
        long seed = 7;
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 300; i++) {
            var head = head(random);
            var ours = HeadReading.of(head);
            assertThat(ours.status()).as("seed %d, round %d: %s", seed, i, head).isEqualTo(200);
            assertSame(ours, undertow.read(head), "seed %d, round %d: %s".formatted(seed, i, head));
        }
    }

    private static String head(SplittableRandom random) {
        var text = new StringBuilder();
        text.append(word("!#$%&'*+-.^_`|~abcXYZ09", 1, 8, random)).append(" /");
        text.append(word("-._~!$&'()*+,;=:@/[]abcXYZ09", 0, 40, random));
        text.append(random.nextBoolean() ? "?" + word("-._~!$&'()*+,;=:@/[]?abcXYZ09", 0, 40, random) : "");
        text.append(" HTTP/1.").append(random.nextInt(2)).append("\r\nHost: ");
        text.append(word("abc.-09", 1, 20, random)).append("\r\n");
        for (int n = random.nextInt(8); n > 0; n--) {
            text.append("X")
                    .append(word("!#$%&'*+-.^_`|~abcXYZ09", 0, 12, random))
                    .append(n);
            text.append(':').append(word(" \t", 0, 3, random));
            text.append(word(" \t!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~abcXYZ09\u00e4\u00ff", 0, 60, random));
            text.append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    private static String word(String of, int min, int max, SplittableRandom random) {
        return random.ints(random.nextInt(min, max + 1), 0, of.length())
                .mapToObj(of::charAt)
                .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                .toString();
    }
}
