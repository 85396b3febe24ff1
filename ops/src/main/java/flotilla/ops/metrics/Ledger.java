package flotilla.ops.metrics;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What is shown of what is counted: accounts that never fall, and never more of them shown than a cap.
 *
 * <p>Theory: sources (cells of a thread, endpoints) count on and on, and each has rows of numbers that never fall. At every look
 * what has come since the look before is booked to one account: that of the source's own labels, or one that stands for
 * many. So a source that changes from one account to another takes nothing along. Neither account jumps or falls, and the
 * increments of all accounts together are what was counted, to the last request. Example: route {@code a} has counted 100
 * in {@code other} when it gets an account of its own; that begins at 0, and {@code other} stays at 100. When it has 40 and
 * is one of many again, its account stands still at 40, and {@code other} grows on from 100.
 *
 * <p>An account that is not shown for a while stands still and goes on from there. One that finds no room among those shown is not
 * shown either; what it should have goes to the account of many meanwhile.
 *
 * <p>A source that is gone is booked a last time, and that to the account of many, as its own is no longer shown.
 *
 * <p>Not for several threads.
 *
 * @param <S> sources, told apart by identity
 * @param <K> names of accounts
 */
final class Ledger<S, K> {

    private final int width;
    private int cap;
    private final Function<K, K> folded;
    private final IdentityHashMap<S, long[]> booked = new IdentityHashMap<>();
    private final Map<K, long[]> accounts = new LinkedHashMap<>();
    private final Map<K, long[]> shown = new LinkedHashMap<>();
    private int kept;

    /**
     * @param width of the rows
     * @param cap accounts that are shown, but for those that {@code folded} gives
     * @param folded the account that is taken where there is no room for another; few
     */
    Ledger(int width, int cap, Function<K, K> folded) {
        this.width = width;
        this.cap = cap;
        this.folded = folded;
    }

    /** What a source has counted since the last look; to be called once for each look at it, before {@link #book}. */
    long[] increment(S source, long[] now) {
        var before = booked.put(source, now);
        if (before == null) {
            return now;
        }
        var increment = new long[width];
        for (int i = 0; i < width; i++) {
            // What counts anew has begun at zero.
            increment[i] = now[i] >= before[i] ? now[i] - before[i] : now[i];
        }
        return increment;
    }

    /** Another number of accounts that are shown, from the next {@link #show} on. */
    void follow(int newCap) {
        cap = newCap;
    }

    /** Shows from now on, of those that were shown, only these; {@code folded} ones are always. Beyond the cap those go that came last. */
    void show(Predicate<K> wanted) {
        shown.keySet().removeIf(key -> !isFolded(key) && !wanted.test(key));
        var own = shown.keySet().stream().filter(key -> !isFolded(key)).toList();
        own.stream().skip(cap).forEach(shown::remove);
        kept = Math.min(own.size(), cap);
    }

    /** Adds to an account and shows it; one that is not shown yet needs room for that. */
    void book(K key, long[] increment) {
        var account = shown.get(key);
        if (account == null) {
            account = open(key);
        }
        for (int i = 0; i < width; i++) {
            account[i] += increment[i];
        }
    }

    private long[] open(K key) {
        boolean room = kept < cap || isFolded(key);
        var name = room ? key : folded.apply(key);
        kept += isFolded(name) ? 0 : 1;
        var account = accounts.computeIfAbsent(name, _ -> new long[width]);
        shown.put(name, account);
        return account;
    }

    private boolean isFolded(K key) {
        return key.equals(folded.apply(key));
    }

    /** The sources that were looked at before and are not among these any more: to be booked a last time. */
    List<S> missing(Collection<? extends S> present) {
        var there = Collections.<S>newSetFromMap(new IdentityHashMap<>());
        there.addAll(present);
        return booked.keySet().stream()
                .filter(source -> !there.contains(source))
                .toList();
    }

    void forget(S source) {
        booked.remove(source);
    }

    /** Closes accounts for good. */
    void close(Predicate<K> gone) {
        accounts.keySet().removeIf(gone);
        shown.keySet().removeIf(gone);
    }

    /** The accounts that are shown; not to be changed. */
    Map<K, long[]> shown() {
        return shown;
    }

    static boolean anything(long[] increment) {
        return Arrays.stream(increment).anyMatch(each -> each != 0);
    }
}
