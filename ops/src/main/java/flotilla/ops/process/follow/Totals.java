package flotilla.ops.process.follow;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * What parts have counted that took each other's place, as one sum that never falls: one that leaves counts on until it has ended,
 * and what it had then stays.
 *
 * @param <T> parts
 * @param <C> what they count
 */
final class Totals<T, C> {

    private final Function<T, C> counts;
    private final BinaryOperator<C> plus;

    /** Of those that have ended. */
    @GuardedBy("this") private C before;

    @GuardedBy("this") private Optional<T> leaving = Optional.empty();

    @GuardedBy("this") private Optional<T> present = Optional.empty();

    Totals(Function<T, C> counts, BinaryOperator<C> plus, C nothing) {
        this.counts = counts;
        this.plus = plus;
        this.before = nothing;
    }

    /** Another one is there from now on, or none; the one before leaves. */
    synchronized void replace(Optional<T> next) {
        leaving = present;
        present = next;
    }

    /** The one that leaves has counted its last. */
    synchronized void ended() {
        before = with(before, leaving);
        leaving = Optional.empty();
    }

    /** Since the start of the process. */
    synchronized C now() {
        return with(with(before, leaving), present);
    }

    private C with(C sum, Optional<T> part) {
        return part.map(one -> plus.apply(sum, counts.apply(one))).orElse(sum);
    }
}
