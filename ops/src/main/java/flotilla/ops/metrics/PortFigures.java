package flotilla.ops.metrics;

import flotilla.discovery.Time;
import flotilla.node.NodeFigures;
import flotilla.node.figures.Buckets;
import flotilla.node.figures.ClientCells;
import flotilla.node.figures.Closing;
import flotilla.ops.metrics.Shown.Points;
import flotilla.ops.metrics.Shown.Rows;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.Supplier;

/** The connections of each listener's clients, and how late each I/O thread is. */
final class PortFigures implements MultiCollector {

    private final Supplier<NodeFigures> figures;
    private final Time time;

    PortFigures(Supplier<NodeFigures> figures, Time time) {
        this.figures = figures;
        this.time = time;
    }

    @Override
    public MetricSnapshots collect() {
        var now = figures.get();
        var shown = new Shown();
        connections(now, shown);
        threads(now, shown);
        return new MetricSnapshots(shown.metrics());
    }

    private static void connections(NodeFigures now, Shown shown) {
        var open = new Points();
        var opened = new Points();
        var turnedAway = new Points();
        var closed = new Points();
        for (var listener : now.listeners()) {
            var labels = Labels.of("listener", listener.name());
            var row = new long[ClientCells.WIDTH];
            listener.cells().forEach(cells -> cells.addTo(row));
            open.add(labels, listener.open());
            opened.add(labels, row[ClientCells.OPENED]);
            turnedAway.add(labels, row[ClientCells.TURNED_AWAY]);
            for (var why : Closing.Client.values()) {
                closed.add(labels.add("reason", why.code()), row[ClientCells.CLOSED + why.place()]);
            }
        }
        shown.gauge("flotilla_listener_connections", "Open connections of its clients.", open);
        shown.counter("flotilla_listener_connections_opened", "Connections taken.", opened);
        shown.counter("flotilla_listener_connections_turned_away", "Connections above the limit.", turnedAway);
        shown.counter("flotilla_listener_connections_closed", "Connections that ended, and why.", closed);
    }

    private void threads(NodeFigures now, Shown shown) {
        var lag = new Rows(Buckets.LAG);
        var overdue = new Points();
        for (int i = 0; i < now.threads().size(); i++) {
            var labels = Labels.of("thread", String.valueOf(i));
            var lateness = now.threads().get(i);
            lag.add(labels, lateness.row(), 0);
            overdue.add(labels, lateness.overdueNanos(time.nanos()) / 1e9);
        }
        shown.histogram("flotilla_io_thread_lag_seconds", "How late an I/O thread came to its ticks.", lag);
        shown.gauge(
                "flotilla_io_thread_overdue_seconds", "For how long a tick has been due and has not come.", overdue);
    }
}
