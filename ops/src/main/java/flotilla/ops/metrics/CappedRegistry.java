package flotilla.ops.metrics;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/** A registry whose scrapes keep to a number of series, see {@link SeriesCap}. */
final class CappedRegistry extends PrometheusRegistry {

    private final int maxSeries;

    CappedRegistry(int maxSeries) {
        this.maxSeries = maxSeries;
    }

    /** All of it, for whoever cuts it himself. */
    MetricSnapshots whole() {
        return super.scrape();
    }

    @Override
    public MetricSnapshots scrape() {
        return SeriesCap.cut(super.scrape(), maxSeries);
    }
}
