package flotilla.node.cluster.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.cluster.Member;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

    private static final Member FROM = new Member("node-a", 1_770_000_000_123L);

    @Test
    void isReadAsItWasWritten() {
        var read = Envelope.read(Envelope.message(FROM, new byte[] {1, 2, 3})).orElseThrow();

        assertThat(read.kind()).isEqualTo(Envelope.Kind.MESSAGE);
        assertThat(read.from()).isEqualTo(FROM);
        assertThat(read.message()).containsExactly(1, 2, 3);
        assertThat(Envelope.read(Envelope.hello(FROM)).orElseThrow().kind()).isEqualTo(Envelope.Kind.HELLO);
        assertThat(Envelope.read(Envelope.here(FROM)).orElseThrow().message()).isEmpty();
    }

    @Test
    void whateverElseComesIsNoEnvelopeAndNoFailure() {
        var random = new Random(5);
        var right = Envelope.message(FROM, new byte[40]);
        for (int i = 0; i < 20_000; i++) {
            var garbage = new byte[random.nextInt(100)];
            random.nextBytes(garbage);
            var damaged = right.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            Envelope.read(garbage);
            Envelope.read(damaged)
                    .ifPresent(read -> assertThat(read.message().length).isLessThan(60));
        }
        assertThat(Envelope.read(new byte[0])).isEmpty();
        assertThat(Envelope.read(Arrays.copyOf(right, 12))).isEmpty();
    }
}
