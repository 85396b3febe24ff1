package flotilla.ops.metrics;

import flotilla.node.telemetry.Finished;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The series of one I/O thread in a hash table with open addressing. That thread finds and adds; others read.
 *
 * <p>A new series is shown by a release write of its slot, a new table by the volatile write of the field. Series whose
 * route is gone are left out when the table is made anew, which happens whenever it is half full: the table stays in
 * proportion to the routes there are, however many there have been.
 */
final class ThreadCounters {

    private static final int FIRST_SIZE = 64;

    private volatile AtomicReferenceArray<Series> table = new AtomicReferenceArray<>(FIRST_SIZE);
    private int used;

    /** Counts a request; on the one thread of these counters. */
    void add(Finished request) {
        var slots = table;
        int mask = slots.length() - 1;
        int slot = Series.hash(request) & mask;
        for (var series = slots.getPlain(slot); series != null; series = slots.getPlain(slot)) {
            if (series.holds(request)) {
                series.add(request);
                return;
            }
            slot = slot + 1 & mask;
        }
        insert(request);
    }

    private void insert(Finished request) {
        if (used * 2 >= table.length()) {
            rebuild();
        }
        var key = Series.key(request);
        var series = new Series(key, Series.hash(request), durations(key.route()));
        place(table, series);
        used++;
        series.add(request);
    }

    /** One histogram for all series of a route. */
    private Durations durations(String route) {
        return all().stream()
                .filter(series -> series.key().route().equals(route))
                .map(Series::durations)
                .findFirst()
                .orElseGet(Durations::new);
    }

    private void rebuild() {
        var living = all().stream().filter(series -> !series.gone()).toList();
        int size = FIRST_SIZE;
        while (size < living.size() * 4) {
            size *= 2;
        }
        var fresh = new AtomicReferenceArray<Series>(size);
        for (var series : living) {
            place(fresh, series);
        }
        used = living.size();
        table = fresh;
    }

    private static void place(AtomicReferenceArray<Series> slots, Series series) {
        int mask = slots.length() - 1;
        int slot = series.hash() & mask;
        while (slots.getPlain(slot) != null) {
            slot = slot + 1 & mask;
        }
        slots.setRelease(slot, series);
    }

    /** The series there are; from any thread. */
    List<Series> all() {
        var slots = table;
        var all = new ArrayList<Series>();
        for (int i = 0; i < slots.length(); i++) {
            var series = slots.getAcquire(i);
            if (series != null) {
                all.add(series);
            }
        }
        return all;
    }
}
