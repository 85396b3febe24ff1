package flotilla.node.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FiguresTest {

    private static final long MILLI = Duration.ofMillis(1).toNanos();

    @Test
    void aDurationFallsIntoTheFirstBucketWhoseBoundItDoesNotExceed() {
        for (var buckets : new Buckets[] {Buckets.REQUESTS, Buckets.OWN, Buckets.LAG}) {
            for (int i = 0; i < buckets.size() - 1; i++) {
                long bound = Math.round(buckets.bound(i) * 1e9);
                assertThat(buckets.of(bound)).isEqualTo(i);
                assertThat(buckets.of(bound + 1)).isEqualTo(i + 1);
            }
            assertThat(buckets.of(0)).isZero();
            assertThat(buckets.of(Long.MAX_VALUE)).isEqualTo(buckets.size() - 1);
            assertThat(buckets.bound(buckets.size() - 1)).isInfinite();
        }
    }

    @Test
    void aThreadIsAsLateAsItComesAfterItsTime() {
        var lateness = new Lateness();
        lateness.due(100 * MILLI);
        assertThat(lateness.overdueNanos(90 * MILLI)).isZero();
        assertThat(lateness.overdueNanos(140 * MILLI)).isEqualTo(40 * MILLI);

        lateness.there(140 * MILLI);
        lateness.there(500 * MILLI);

        assertThat(lateness.overdueNanos(900 * MILLI)).isZero();
        var row = lateness.row();
        assertThat(row[Buckets.LAG.of(40 * MILLI)]).isEqualTo(1);
        assertThat(Arrays.stream(row, 0, Buckets.LAG.size()).sum())
                .as("once for each time due")
                .isEqualTo(1);
        assertThat(row[Buckets.LAG.size()]).isEqualTo(40 * MILLI);
    }

    @Test
    void theCellsOfAllThreadsAreSummedUp() {
        var figures = new EndpointFigures();
        figures.of(3).ended(200, MILLI);
        figures.of(0).ended(204, MILLI);
        figures.of(3).ended(0, -1);
        figures.of(1).closed(Closing.Upstream.MAX_AGE);

        var row = figures.row();
        assertThat(figures.of(3)).isSameAs(figures.of(3));
        assertThat(row[EndpointFigures.ANSWERS + 2]).isEqualTo(2);
        assertThat(row[EndpointFigures.ANSWERS]).isEqualTo(1);
        assertThat(row[EndpointFigures.CLOSED + Closing.Upstream.MAX_AGE.place()])
                .isEqualTo(1);
        assertThat(row[EndpointFigures.TO_ANSWER + Buckets.REQUESTS.size()]).isEqualTo(2 * MILLI);
    }
}
