package flotilla.ops.process.follow;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.Time;
import flotilla.ops.config.Settings;
import flotilla.ops.metrics.Metrics;
import flotilla.ops.metrics.MetricsPolicy;
import flotilla.ops.metrics.otlp.ExportCounts;
import flotilla.ops.metrics.otlp.OtlpExport;
import flotilla.ops.metrics.otlp.OtlpPolicy;
import flotilla.ops.otlp.Identity;
import java.util.Optional;

/**
 * How much is shown of what is counted, and the collector that it is sent to, if there is one. A collector that is replaced gets a last
 * export before the next one gets its first: both may be one, and is told nothing older than what it knows.
 */
public final class MetricsFollow implements Follower, AutoCloseable {

    private final Metrics metrics;
    private final Origin origin;
    private final Time time;
    private final Totals<OtlpExport, ExportCounts> totals =
            new Totals<>(OtlpExport::counts, ExportCounts::plus, new ExportCounts(0, 0));

    /** That counts; all of these are changed by one change at a time. */
    private MetricsPolicy policy;

    private Optional<Sending> sending;
    private Optional<OtlpExport> export;

    /** Where to, and as whom. */
    private record Sending(OtlpPolicy otlp, Identity identity) {}

    private MetricsFollow(Metrics metrics, Settings first, Origin origin, Time time) {
        this.metrics = metrics;
        this.origin = origin;
        this.time = time;
        this.policy = first.metrics();
        this.sending = sending(first);
        this.export = sending.map(this::prepared);
        totals.replace(export);
    }

    /**
     * Begins to export, if the settings name a collector.
     *
     * @param metrics that are shown by these settings
     */
    public static MetricsFollow of(Metrics metrics, Settings first, Origin origin, Time time) {
        var follow = new MetricsFollow(metrics, first, origin, time);
        follow.export.ifPresent(OtlpExport::start);
        return follow;
    }

    /**
     * In a process that counts nothing: a collector takes another process.
     *
     * @throws InvalidValue naming the collector
     */
    public static Change uncounted(Settings newer) {
        // What is under way where counting begins would be missing, and its end would not.
        newer.metrics().otlp().url().ifPresent(url -> {
            throw new InvalidValue(
                    "metrics.otlp.url",
                    url,
                    "nothing until a restart or an upgrade, as this process counts nothing: it began without an admin port and"
                            + " without a collector");
        });
        return Change.NONE;
    }

    private Optional<Sending> sending(Settings settings) {
        var otlp = settings.metrics().otlp();
        return otlp.url().map(_ -> new Sending(otlp, origin.under(settings)));
    }

    private OtlpExport prepared(Sending to) {
        return OtlpExport.prepare(to.otlp, metrics::forOtlp, to.identity, time);
    }

    /** What became of exports since the start of the process. */
    public ExportCounts counts() {
        return totals.now();
    }

    @Override
    public Change prepare(Settings newer) {
        var bounds = newer.metrics();
        var to = sending(newer);
        if (!to.equals(sending)) {
            return new Replacement(bounds, to, to.map(this::prepared), export);
        }
        return bounds.equals(policy) ? Change.NONE : () -> keepTo(bounds);
    }

    private void keepTo(MetricsPolicy newer) {
        policy = newer;
        metrics.follow(newer);
    }

    @Override
    public void close() {
        export.ifPresent(OtlpExport::close);
    }

    private final class Replacement implements Change {

        private final MetricsPolicy bounds;
        private final Optional<Sending> to;
        private final Optional<OtlpExport> next;
        private final Optional<OtlpExport> before;

        private Replacement(
                MetricsPolicy bounds, Optional<Sending> to, Optional<OtlpExport> next, Optional<OtlpExport> before) {
            this.bounds = bounds;
            this.to = to;
            this.next = next;
            this.before = before;
        }

        @Override
        public void make() {
            keepTo(bounds);
            sending = to;
            export = next;
            totals.replace(next);
        }

        @Override
        public void retire() {
            before.ifPresent(OtlpExport::leave);
            totals.ended();
            next.ifPresent(OtlpExport::start);
        }

        @Override
        public void giveUp() {
            next.ifPresent(OtlpExport::giveUp);
        }
    }
}
