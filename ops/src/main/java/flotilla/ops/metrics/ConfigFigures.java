package flotilla.ops.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The configuration that counts, and until when the certificates are valid that it names. */
final class ConfigFigures implements MultiCollector {

    private static final double MILLIS_PER_SECOND = 1e3;

    private final Supplier<ConfigState> state;

    ConfigFigures(Supplier<ConfigState> state) {
        this.state = state;
    }

    @Override
    public MetricSnapshots collect() {
        var now = state.get();
        var shown = new Shown();
        if (now.revision() > 0) {
            shown.gauge("flotilla_config_revision", "Number of the configuration that counts.", now.revision());
            shown.gauge(
                    "flotilla_config_last_reload_successful",
                    "Whether the file's content counted when it was read last; its mistakes are in the log.",
                    now.fileRefused() ? 0 : 1);
        }
        if (!now.certificates().isEmpty()) {
            shown.gauge(
                    "flotilla_certificate_expires_timestamp_seconds",
                    "When the first certificate of this place in the configuration expires.",
                    ends(now));
        }
        return new MetricSnapshots(shown.metrics());
    }

    private static Shown.Points ends(ConfigState now) {
        var ends = new TreeMap<Labels, Double>();
        for (var one : now.certificates()) {
            ends.merge(
                    Labels.of("of", one.of(), "use", one.use()),
                    one.until().toEpochMilli() / MILLIS_PER_SECOND,
                    Math::min);
        }
        var points = new Shown.Points();
        ends.forEach(points::add);
        return points;
    }
}
