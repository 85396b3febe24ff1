package flotilla.ops.metrics;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/** A registry whose scrapes keep to a number of series, see {@link SeriesCap}. */
final class CappedRegistry extends PrometheusRegistry {

    private volatile int maxSeries;

    CappedRegistry(int maxSeries) {
        this.maxSeries = maxSeries;
    }

    /** Another number of them, from the next scrape on. */
    void follow(int newMaxSeries) {
        maxSeries = newMaxSeries;
    }

    /** All of it, for whoever {@link #cut}s it himself. */
    MetricSnapshots whole() {
        return super.scrape();
    }

    @Override
    public MetricSnapshots scrape() {
        return cut(super.scrape());
    }

    MetricSnapshots cut(MetricSnapshots all) {
        return SeriesCap.cut(all, maxSeries);
    }
}
