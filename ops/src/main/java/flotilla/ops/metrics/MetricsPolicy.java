package flotilla.ops.metrics;

import flotilla.discovery.InvalidValue;
import flotilla.node.figures.Buckets;
import flotilla.ops.metrics.otlp.OtlpPolicy;

/**
 * How much is shown. What is beyond goes into series named {@code other}, so sums stay whole.
 *
 * @param maxRoutes routes that have series of their own, the busiest
 * @param maxEndpoints endpoints that have, the busiest
 * @param maxSeries series in one scrape, whatever else says; each bucket of a histogram is one
 * @param otlp where they are sent besides, if anywhere
 */
public record MetricsPolicy(int maxRoutes, int maxEndpoints, int maxSeries, OtlpPolicy otlp) {

    public static final MetricsPolicy DEFAULT = new MetricsPolicy(100, 200, 30_000, OtlpPolicy.DEFAULT);

    /** Below it there would be no room for what a node says of itself. */
    private static final int LEAST_SERIES = 2_000;

    private static final int MOST_SERIES = 1_000_000;

    /** Of a listener, a route and an upstream: three times buckets, sum and count, and the tries. */
    private static final int OF_TIMES = 3 * (Math.max(Buckets.REQUESTS.size(), Buckets.OWN.size()) + 2) + 1;

    /** Requests, bytes in and bytes out. */
    private static final int OF_AN_ACCOUNT = 3;

    /** With every class of statuses, every reason that a try fails of and every one to close a connection. */
    private static final int OF_AN_ENDPOINT = Buckets.REQUESTS.size() + 2 + 11 + 15 + 9 + 19;

    /** Accounts that stand for many: of each class of statuses those that failed here and those that did not. */
    private static final int FOLDED = 20;

    public MetricsPolicy {
        InvalidValue.require(maxRoutes >= 1, "maxRoutes", maxRoutes, ">= 1");
        InvalidValue.require(maxEndpoints >= 1, "maxEndpoints", maxEndpoints, ">= 1");
        InvalidValue.require(
                maxSeries >= LEAST_SERIES && maxSeries <= MOST_SERIES,
                "maxSeries",
                maxSeries,
                LEAST_SERIES + " to " + MOST_SERIES);
    }

    /** With nothing sent anywhere. */
    MetricsPolicy(int maxRoutes, int maxEndpoints, int maxSeries) {
        this(maxRoutes, maxEndpoints, maxSeries, OtlpPolicy.DEFAULT);
    }

    /** Routes with series of their own; if each has one listener and upstream there is room for their durations, and for others'. */
    int routes() {
        return Math.clamp(times() - 2, 1, maxRoutes);
    }

    /** Histograms of durations by listener, route and upstream, if they may have a quarter of all. */
    int times() {
        return maxSeries / 4 / OF_TIMES;
    }

    /** Combinations of labels, if they may have a quarter of all. */
    int accounts() {
        return maxSeries / 4 / OF_AN_ACCOUNT - FOLDED;
    }

    /** Endpoints, if they may have a quarter of all, and as many {@code other} of an upstream. */
    int endpoints() {
        return Math.clamp(maxSeries / 4 / OF_AN_ENDPOINT / 2, 1, maxEndpoints);
    }
}
