package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.io.BufferBudget;
import flotilla.node.io.http1.BodyDecoder;
import flotilla.node.io.http1.Trailers;
import flotilla.node.io.upstream.RequestBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReplayBodyTest {

    private final BufferBudget budget = new BufferBudget(1 << 20);
    private final ReplayBody replay = new ReplayBody(budget);
    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);

    /** Gives bytes in pieces of any size, and nothing now and then, as a client does. */
    private final class Source implements RequestBody {
        private final byte[] bytes;
        private final boolean told;
        private int at;

        Source(int size, boolean told) {
            bytes = new byte[size];
            random.nextBytes(bytes);
            this.told = told;
        }

        @Override
        public long length() {
            return told ? bytes.length : -1;
        }

        @Override
        public int read(ByteBuffer target) {
            if (at == bytes.length) {
                return -1;
            }
            int n = Math.min(random.nextInt(5000), Math.min(bytes.length - at, target.remaining()));
            target.put(bytes, at, n);
            at += n;
            return n;
        }

        @Override
        public boolean started() {
            return at > 0;
        }

        @Override
        public Trailers trailers() {
            return new BodyDecoder().trailers();
        }
    }

    /** However often a try ends in the middle, the last one gets the whole. */
    @Test
    void givesTheWholeBodyToEveryTry() throws IOException {
        for (int round = 0; round < 300; round++) {
            var source = new Source(random.nextInt(64 * 1024), random.nextBoolean());
            for (int tries = random.nextInt(4); tries > 0; tries--) {
                var body = replay.of(source, 64 * 1024);
                read(body, random.nextInt(1 + source.bytes.length));
                assertThat(replay.whole()).isTrue();
            }
            var body = replay.of(source, 64 * 1024);

            assertThat(read(body, Integer.MAX_VALUE)).as("seed %d", seed).isEqualTo(source.bytes);
            assertThat(budget.used()).isGreaterThanOrEqualTo(source.told ? source.bytes.length : 0);
            replay.clear();
            assertThat(budget.used()).isZero();
        }
    }

    /** An answer may come while the body is still on its way. */
    @Test
    void whatIsOnItsWayGoesOnWhenThereWillBeNoOtherTry() throws IOException {
        for (int round = 0; round < 300; round++) {
            var source = new Source(1 + random.nextInt(64 * 1024), random.nextBoolean());
            read(replay.of(source, 64 * 1024), random.nextInt(source.bytes.length));
            var body = replay.of(source, 64 * 1024);
            var first = read(body, random.nextInt(source.bytes.length));
            replay.enough();
            var rest = read(body, Integer.MAX_VALUE);

            var all = new ByteArrayOutputStream();
            all.writeBytes(first);
            all.writeBytes(rest);
            assertThat(all.toByteArray()).as("seed %d", seed).isEqualTo(source.bytes);
            assertThat(budget.used()).isZero();
            replay.clear();
        }
    }

    @Test
    void leavesALongBodyAlone() {
        var source = new Source(1001, true);

        assertThat(replay.of(source, 1000)).isSameAs(source);
        assertThat(replay.of(source, 0)).isSameAs(source);
        assertThat(replay.whole()).isFalse();
    }

    @Test
    void dropsABodyThatTurnsOutToBeLong() throws IOException {
        var source = new Source(100_000, false);
        var body = replay.of(source, 64 * 1024);

        assertThat(read(body, Integer.MAX_VALUE)).isEqualTo(source.bytes);
        assertThat(replay.whole()).isFalse();
        assertThat(budget.used()).isZero();
    }

    @Test
    void keepsNothingWhenTheNodeHasNoMemoryForIt() throws IOException {
        assertThat(budget.reserve((1 << 20) - 10)).isTrue();
        var source = new Source(1000, true);
        var body = replay.of(source, 64 * 1024);

        assertThat(read(body, Integer.MAX_VALUE)).isEqualTo(source.bytes);
        assertThat(replay.whole()).isFalse();
        assertThat(budget.used()).isEqualTo((1 << 20) - 10);
    }

    private byte[] read(RequestBody body, int atLeast) throws IOException {
        var all = new ByteArrayOutputStream();
        while (all.size() < atLeast) {
            var target = ByteBuffer.allocate(1 + random.nextInt(8000));
            int n = body.read(target);
            if (n < 0) {
                break;
            }
            all.write(target.array(), 0, target.position());
        }
        return all.toByteArray();
    }
}
