package flotilla.ops.settings;

import flotilla.discovery.InvalidValue;
import java.util.Comparator;

/**
 * The place of a change among all changes of a fleet: a hybrid logical clock (Kulkarni, Demirbas and others, 2014: Logical
 * Physical Clocks). Its moment is the wall clock's milliseconds, and later than that of every change its maker knew of.
 * So a change made in knowledge of another is always the newer one, however wrong a clock is; of two made while their
 * nodes did not hear each other, the later by the clock is, or by the node's name.
 */
public record Stamp(long moment, String node) implements Comparable<Stamp> {

    /** Before all changes. */
    public static final Stamp ZERO = new Stamp(0, "");

    private static final Comparator<Stamp> ORDER =
            Comparator.comparingLong(Stamp::moment).thenComparing(Stamp::node);

    public Stamp {
        InvalidValue.require(moment >= 0, "stamp", moment, ">= 0");
        InvalidValue.require(node.matches("[A-Za-z0-9._-]{0,255}"), "node", node, "the id of a node");
    }

    /** The stamp of a change that is made now, in knowledge of this one. */
    public Stamp next(long wallMillis, String maker) {
        return new Stamp(Math.max(wallMillis, moment + 1), maker);
    }

    @Override
    public int compareTo(Stamp other) {
        return ORDER.compare(this, other);
    }
}
