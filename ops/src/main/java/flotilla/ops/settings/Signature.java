package flotilla.ops.settings;

import flotilla.discovery.InvalidValue;
import java.time.Instant;
import java.util.Comparator;

/**
 * Who changed something, when, and why.
 *
 * @param stamp the change's place among all, with the node where it was made
 * @param at by that node's clock
 * @param by the name that the caller gave
 * @param why in the caller's words; may be empty
 */
public record Signature(Stamp stamp, Instant at, String by, String why) implements Comparable<Signature> {

    /** Signed by nobody: what stands in a configuration. */
    static final Signature NOBODY = new Signature(Stamp.ZERO, Instant.EPOCH, "", "");

    /** Stamps alone are enough, unless two nodes bear one name. */
    private static final Comparator<Signature> ORDER = Comparator.comparing(Signature::stamp)
            .thenComparing(Signature::at)
            .thenComparing(Signature::by)
            .thenComparing(Signature::why);

    public Signature {
        requireSound(by, why);
    }

    /** Both are shown in terminals, on one line. */
    public static void requireSound(String by, String why) {
        InvalidValue.require(
                by.length() <= 64 && isPrintable(by), "by", by, "a name of at most 64 printable characters");
        InvalidValue.require(
                why.length() <= 200 && isPrintable(why), "why", why, "at most 200 printable characters on one line");
    }

    private static boolean isPrintable(String text) {
        return text.codePoints().noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    }

    @Override
    public int compareTo(Signature other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "by " + by + " at " + stamp.node() + (why.isEmpty() ? "" : " because: " + why);
    }
}
