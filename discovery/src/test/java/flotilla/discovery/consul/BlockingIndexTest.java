package flotilla.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class BlockingIndexTest {

    private final BlockingIndex index = new BlockingIndex();

    @Test
    void waitsOnTheLastIndex() {
        assertThat(index.value()).isZero();

        assertThat(index.answered(BigInteger.valueOf(7))).isFalse();
        assertThat(index.answered(BigInteger.valueOf(7))).isFalse();

        assertThat(index.value()).isEqualTo(7);
    }

    @Test
    void startsOverWhenTheIndexGoesBackwards() {
        index.answered(BigInteger.valueOf(7));

        assertThat(index.answered(BigInteger.valueOf(6))).isTrue();

        assertThat(index.value()).isZero();
    }

    @Test
    void neverWaitsOnZero() {
        assertThat(index.answered(BigInteger.ZERO)).isFalse();
        assertThat(index.value()).isEqualTo(1);

        index.answered(BigInteger.valueOf(-5));
        assertThat(index.value()).isEqualTo(1);
    }
}
