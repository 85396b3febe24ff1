package flotilla.ops.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HistogramTest {

    private static final String TEXT = """
            # TYPE flotilla_request_duration_seconds histogram
            flotilla_request_duration_seconds_bucket{route="shop",le="0.01"} 50
            flotilla_request_duration_seconds_bucket{route="shop",le="0.02"} 100
            flotilla_request_duration_seconds_bucket{route="shop",le="+Inf"} 100
            flotilla_request_duration_seconds_bucket{route="a\\"b",listener="x",le="1.0"} 1
            flotilla_request_duration_seconds_bucket{route="a\\"b",listener="y",le="1.0"} 1
            flotilla_request_duration_seconds_bucket{route="a\\"b",listener="x",le="+Inf"} 1.0
            flotilla_request_duration_seconds_bucket{route="a\\"b",listener="y",le="+Inf"} 1e2
            flotilla_request_duration_seconds_count{route="shop"} 100
            """;

    private static Histogram of(String route) {
        return Histogram.byRoute(TEXT).getOrDefault(route, Histogram.empty());
    }

    @Test
    void percentilesLieBetweenTheBounds() {
        var shop = of("shop");

        assertThat(shop.count()).isEqualTo(100);
        assertThat(shop.percentile(50)).isEqualTo("10.0 ms");
        assertThat(shop.percentile(75)).isEqualTo("15.0 ms");
        assertThat(shop.percentile(99)).isEqualTo("19.8 ms");
    }

    @Test
    void seriesOfOneRouteAreAddedUp() {
        var other = of("a\\\"b");

        assertThat(other.count()).isEqualTo(101);
        assertThat(other.percentile(99)).isEqualTo("> 1000 ms");
    }

    @Test
    void onlyWhatCameSinceCounts() {
        var shop = of("shop");

        assertThat(shop.minus(shop).count()).isZero();
        assertThat(shop.minus(shop).percentile(99)).isEqualTo("-");
        assertThat(shop.minus(Histogram.empty()).count()).isEqualTo(100);
    }
}
