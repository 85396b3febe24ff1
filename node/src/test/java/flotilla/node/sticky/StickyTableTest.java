package flotilla.node.sticky;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.balance.Rotation;
import flotilla.node.sticky.StickyTable.Claim;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StickyTableTest {

    private static final SigningKey OLD = TestKeys.key(1);
    private static final SigningKey NEW = TestKeys.key(2);

    private final LiveEndpoint a = new LiveEndpoint("shop", Endpoint.of("10.0.0.1", 80));
    private final LiveEndpoint b = new LiveEndpoint("shop", Endpoint.of("10.0.0.2", 80));

    private static Rotation rotation(LiveEndpoint... endpoints) {
        var weights = new int[endpoints.length];
        Arrays.fill(weights, 1);
        return new Rotation(List.of(endpoints), weights);
    }

    private static StickyTable table(List<SigningKey> keys, LiveEndpoint... endpoints) {
        return tickets(TestKeys.ring(keys)).over(rotation(endpoints));
    }

    private static Tickets tickets(KeyRing ring) {
        return new Tickets("shop", new StickyPolicy(CookiePolicy.DEFAULT, ring));
    }

    private static String cookie(StickyTable table, LiveEndpoint endpoint) {
        var lines = new String(table.lines(endpoint, false), ISO_8859_1);
        return lines.isEmpty() ? "" : lines.substring(lines.indexOf('=') + 1, lines.indexOf(';'));
    }

    private static @Nullable Claim claim(StickyTable table, String value) {
        var bytes = ("<" + value + ">").getBytes(ISO_8859_1);
        return table.claim(bytes, 1, bytes.length - 1);
    }

    private static @Nullable LiveEndpoint named(StickyTable table, String value) {
        var claim = claim(table, value);
        return claim == null ? null : claim.endpoint();
    }

    @Test
    void aCookieNamesTheEndpointThatItWasMadeFor() {
        var table = table(List.of(NEW), a, b);

        assertThat(named(table, cookie(table, a))).isSameAs(a);
        assertThat(named(table, cookie(table, b))).isSameAs(b);
        assertThat(cookie(table, a)).matches("[A-Za-z0-9_-]{22}").isNotEqualTo(cookie(table, b));
    }

    @Test
    void anotherNodeWithTheSameKeysReadsItTheSameWay() {
        var here = table(List.of(NEW), a, b);
        var there = new LiveEndpoint("shop", Endpoint.of("10.0.0.1", 80));

        assertThat(named(table(List.of(OLD, NEW), b, there), cookie(here, a))).isSameAs(there);
    }

    @Test
    void namesNobodyWhoIsNotInTheRotation() {
        var cookieOfA = cookie(table(List.of(NEW), a, b), a);
        var without = table(List.of(NEW), b);

        assertThat(claim(without, cookieOfA)).isNull();
        assertThat(without.lines(a, false)).isEmpty();
        assertThat(claim(table(List.of(NEW)), cookieOfA)).isNull();
    }

    @Test
    void isOfOneUpstreamOnly() {
        var table = table(List.of(NEW), a);
        var other = new Tickets("other", new StickyPolicy(CookiePolicy.DEFAULT, TestKeys.ring(List.of(NEW))))
                .over(rotation(new LiveEndpoint("other", a.endpoint())));

        assertThat(claim(other, cookie(table, a))).isNull();
        assertThat(other.cookie()).as("each has a name of its own").isNotEqualTo(table.cookie());
    }

    @Test
    void theFirstKeySignsAndAllAreHonoured() {
        var before = cookie(table(List.of(OLD), a, b), a);
        var during = table(List.of(NEW, OLD), a, b);
        var after = table(List.of(NEW), a, b);

        assertThat(claim(during, before)).isNotNull().satisfies(claim -> {
            assertThat(claim.endpoint()).isSameAs(a);
            assertThat(claim.current()).as("it is to be renewed").isFalse();
        });
        assertThat(claim(during, cookie(during, a)))
                .isNotNull()
                .satisfies(claim -> assertThat(claim.current()).isTrue());
        assertThat(cookie(during, a)).isEqualTo(cookie(after, a)).isNotEqualTo(before);
        assertThat(claim(after, before)).isNull();
    }

    @Test
    void goesByTheKeysOfTheMomentWhenItIsMade() {
        var ring = TestKeys.ring(List.of(OLD));
        var tickets = tickets(ring);
        var before = tickets.over(rotation(a));

        ring.replace(new SigningKeys(List.of(NEW)));
        var after = tickets.over(rotation(a));

        assertThat(named(before, cookie(before, a))).isSameAs(a);
        assertThat(claim(after, cookie(before, a))).isNull();
        assertThat(named(after, cookie(after, a))).isSameAs(a);
    }

    @Test
    void signsNobodyTwiceUnderTheSameKeys() {
        var tickets = tickets(TestKeys.ring(List.of(OLD)));

        var first = tickets.over(rotation(a)).lines(a, false);

        assertThat(tickets.over(rotation(b, a)).lines(a, false)).isSameAs(first);
    }

    @Test
    void noValueThatDiffersInOneCharacterIsRead() {
        var table = table(List.of(NEW, OLD), a, b);
        var genuine = cookie(table, a);
        for (int i = 0; i < genuine.length(); i++) {
            for (char c = 0; c < 256; c++) {
                var forged = genuine.substring(0, i) + c + genuine.substring(i + 1);

                assertThat(named(table, forged)).as(forged).isSameAs(c == genuine.charAt(i) ? a : null);
            }
        }
    }

    @Test
    void noValueOfAnotherLengthIsRead() {
        var table = table(List.of(NEW), a, b);
        var genuine = cookie(table, a);
        for (int length = 0; length < genuine.length(); length++) {
            assertThat(claim(table, genuine.substring(0, length))).isNull();
        }
        assertThat(claim(table, genuine + "A")).isNull();
        assertThat(claim(table, genuine + "==")).isNull();
        assertThat(claim(table, genuine + genuine)).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void findsAllOfManyAndNothingElse(long seed) {
        var random = new Random(seed);
        int count = 1 + random.nextInt(300);
        var endpoints = IntStream.range(0, count)
                .mapToObj(i -> new LiveEndpoint("shop", Endpoint.of("10.1." + i / 250 + "." + i % 250, 80)))
                .toArray(LiveEndpoint[]::new);
        var keys = random.ints(1 + random.nextInt(SigningKeys.MAX), 100, 10_000)
                .distinct()
                .mapToObj(TestKeys::key)
                .toList();
        var all = new ArrayList<String>();
        for (var key : keys) {
            var signing = table(List.of(key), endpoints);
            for (var endpoint : endpoints) {
                all.add(cookie(signing, endpoint));
            }
        }

        var table = table(keys, endpoints);

        assertThat(new HashSet<>(all)).hasSize(keys.size() * count);
        for (int i = 0; i < all.size(); i++) {
            boolean current = i < count;
            assertThat(claim(table, all.get(i)))
                    .as("seed %d", seed)
                    .isNotNull()
                    .satisfies(claim -> assertThat(claim.current()).isEqualTo(current));
            assertThat(named(table, all.get(i))).isSameAs(endpoints[i % count]);
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(claim(table, new Token(random.nextLong(), random.nextLong()).text()))
                    .isNull();
        }
    }
}
