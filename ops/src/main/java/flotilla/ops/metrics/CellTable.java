package flotilla.ops.metrics;

import flotilla.node.telemetry.Finished;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one I/O thread in a hash table with open addressing. That thread finds and adds; others read.
 *
 * <p>A new cell is shown by a release write of its slot, a new table by the volatile write of the field. Cells that are gone
 * are left out when the table is made anew, which happens whenever it is half full: the table stays in proportion to what
 * there is, however much there has been. Whoever reads and has seen a cell before finds its last numbers in it once the table
 * is without it, as its writer writes there no more.
 */
final class CellTable<C extends Cell> {

    private static final int FIRST_SIZE = 64;

    private final int max;
    private volatile AtomicReferenceArray<@Nullable C> table = new AtomicReferenceArray<>(FIRST_SIZE);
    private int used;

    /** Whether cells are gone since the table was made; the reader's word to the writer. */
    private volatile boolean sweep;

    /** @param max cells that there may be */
    CellTable(int max) {
        this.max = max;
    }

    /** Makes the cell of a request; a constant, so that nothing is made where a cell is found. */
    interface Maker<C> {
        C of(Finished request, int hash);
    }

    /** The cell of requests like this, a new one if need be, or null if there is no room for it; on the one thread of the table. */
    @Nullable C of(Finished request, int hash, Maker<C> maker) {
        var found = find(hash, request);
        if (found != null || !hasRoom()) {
            return found;
        }
        var made = maker.of(request, hash);
        insert(made);
        return made;
    }

    private @Nullable C find(int hash, Finished request) {
        var slots = table;
        int mask = slots.length() - 1;
        int slot = hash & mask;
        for (var cell = slots.getPlain(slot); cell != null; cell = slots.getPlain(slot)) {
            if (cell.hash() == hash && cell.holds(request)) {
                return cell;
            }
            slot = slot + 1 & mask;
        }
        return null;
    }

    /** Whether another cell has room. */
    private boolean hasRoom() {
        if (used * 2 >= table.length() || used >= max && sweep) {
            sweep = false;
            rebuild();
        }
        return used < max;
    }

    private void insert(C cell) {
        place(table, cell);
        used++;
    }

    private void rebuild() {
        var living = new ArrayList<C>();
        for (var cell : all()) {
            if (cell.gone() && !cell.busy()) {
                cell.drop();
            } else {
                living.add(cell);
            }
        }
        int size = FIRST_SIZE;
        while (size < living.size() * 4) {
            size *= 2;
        }
        var fresh = new AtomicReferenceArray<@Nullable C>(size);
        for (var cell : living) {
            place(fresh, cell);
        }
        used = living.size();
        table = fresh;
    }

    private void place(AtomicReferenceArray<@Nullable C> slots, C cell) {
        int mask = slots.length() - 1;
        int slot = cell.hash() & mask;
        while (slots.getPlain(slot) != null) {
            slot = slot + 1 & mask;
        }
        slots.setRelease(slot, cell);
    }

    /** The cells there are; from any thread. */
    List<C> all() {
        var slots = table;
        var all = new ArrayList<C>();
        for (int i = 0; i < slots.length(); i++) {
            var cell = slots.getAcquire(i);
            if (cell != null) {
                all.add(cell);
            }
        }
        return all;
    }

    /** Some cells are gone; from any thread. */
    void sweep() {
        sweep = true;
    }
}
