package flotilla.ops.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LineBufferTest {

    private final LineBuffer buffer = new LineBuffer(16);

    @Test
    void givesLinesBackInTheirOrderAroundTheEndOfTheRing() throws IOException {
        for (int i = 100; i < 200; i++) {
            line("n" + i);
            line("m" + i);

            assertThat(drain()).isEqualTo("n" + i + "\nm" + i + "\n");
        }
        assertThat(buffer.dropped()).isZero();
    }

    @Test
    void dropsAndCountsWhatDoesNotFitAndKeepsWhatDoes() throws IOException {
        line("1234567890");

        line("abcdefgh");
        line("abc");

        assertThat(buffer.dropped()).isEqualTo(1);
        assertThat(drain()).isEqualTo("1234567890\nabc\n");
    }

    @Test
    void aLineLongerThanTheRingIsDroppedAndTheNextIsNot() throws IOException {
        line("x".repeat(100));
        line("after");

        assertThat(buffer.dropped()).isEqualTo(1);
        assertThat(drain()).isEqualTo("after\n");
    }

    @Test
    void putsNumbers() throws IOException {
        var large = new Line();
        for (long number : new long[] {0, 9, 10, -7, 100, 1_234_567_890, Long.MAX_VALUE}) {
            large.put(number);
            large.put(' ');
        }
        large.putPadded(7, 3);
        large.put(' ');
        large.putPadded(1_234_567, 6);
        var wide = new LineBuffer(256);
        wide.add(large);

        assertThat(drain(wide)).isEqualTo("0 9 10 -7 100 1234567890 9223372036854775807 007 234567\n");
    }

    /** Two processes write one file during an upgrade. */
    @Test
    void linesAroundTheEndOfTheRingAreWrittenAtOnce() throws IOException {
        line("0123456789");
        drain();
        line("abcdefghij");
        var writes = new ArrayList<String>();
        var counting = new WritableByteChannel() {
            @Override
            public int write(ByteBuffer source) {
                var bytes = new byte[source.remaining()];
                source.get(bytes);
                writes.add(new String(bytes, StandardCharsets.US_ASCII));
                return bytes.length;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };

        buffer.drainTo(counting);

        assertThat(writes).containsExactly("abcdefghij\n");
    }

    @Test
    void aChannelThatFailsCostsItsLinesOnly() throws IOException {
        line("lost");
        var failing = new WritableByteChannel() {
            @Override
            public int write(ByteBuffer source) throws IOException {
                throw new IOException("disk full");
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };

        assertThatThrownBy(() -> buffer.drainTo(failing)).hasMessage("disk full");

        line("kept");
        assertThat(drain()).isEqualTo("kept\n");
    }

    @Test
    void twoThreadsLoseAndMixNothing() throws Exception {
        var shared = new LineBuffer(1 << 10);
        var out = new ByteArrayOutputStream();
        var done = new CountDownLatch(1);
        int lines = 50_000;
        var producer = Thread.ofPlatform().start(() -> {
            var line = new Line();
            for (int i = 0; i < lines; i++) {
                do {
                    line.begin();
                    line.put((long) i);
                } while (!shared.add(line));
            }
            done.countDown();
        });

        while (done.getCount() > 0) {
            shared.drainTo(Channels.newChannel(out));
        }
        producer.join();
        shared.drainTo(Channels.newChannel(out));

        var expected = 0;
        for (var line : out.toString(StandardCharsets.US_ASCII).split("\n")) {
            assertThat(Integer.parseInt(line)).isEqualTo(expected++);
        }
        assertThat(expected).isEqualTo(lines);
    }

    private void line(String text) {
        var line = new Line();
        line.put(text);
        buffer.add(line);
    }

    private String drain() throws IOException {
        return drain(buffer);
    }

    private static String drain(LineBuffer from) throws IOException {
        var out = new ByteArrayOutputStream();
        from.drainTo(Channels.newChannel(out));
        return out.toString(StandardCharsets.US_ASCII);
    }
}
