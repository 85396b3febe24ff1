package flotilla.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RiseFallTest {

    private final RiseFall riseFall = new RiseFall();

    @Test
    void fallsAfterEnoughBadResultsInARow() {
        assertThat(riseFall.bad(3)).isFalse();
        assertThat(riseFall.bad(3)).isFalse();
        assertThat(riseFall.good(2)).isFalse();
        assertThat(riseFall.bad(3)).isFalse();
        assertThat(riseFall.bad(3)).isFalse();
        assertThat(riseFall.up()).isTrue();

        assertThat(riseFall.bad(3)).isTrue();

        assertThat(riseFall.up()).isFalse();
        assertThat(riseFall.bad(3)).isFalse();
    }

    @Test
    void risesAfterEnoughGoodResultsInARow() {
        riseFall.set(false);

        assertThat(riseFall.good(2)).isFalse();
        assertThat(riseFall.bad(1)).isFalse();
        assertThat(riseFall.good(2)).isFalse();
        assertThat(riseFall.good(2)).isTrue();

        assertThat(riseFall.up()).isTrue();
        assertThat(riseFall.good(2)).isFalse();
    }

    @Test
    void countsAnewFromAStateThatWasSet() {
        riseFall.bad(2);
        riseFall.set(true);

        assertThat(riseFall.bad(2)).isFalse();
        assertThat(riseFall.bad(2)).isTrue();
    }
}
