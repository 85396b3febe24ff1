package flotilla.ops.settings;

import flotilla.discovery.InvalidValue;
import java.util.Comparator;

/**
 * A setting's value and who set it.
 *
 * @param value empty: it was taken back, which is remembered so that an older value does not return
 */
public record Entry(String value, Signature signed) implements Comparable<Entry> {

    private static final int MAX_VALUE = 128;

    private static final Comparator<Entry> ORDER =
            Comparator.comparing(Entry::signed).thenComparing(Entry::value);

    public Entry {
        InvalidValue.require(
                value.length() <= MAX_VALUE && value.chars().noneMatch(Character::isISOControl),
                "value",
                value,
                "at most " + MAX_VALUE + " characters");
    }

    /** Whether it counts in place of something. */
    public boolean isSet() {
        return !value.isEmpty();
    }

    static Entry newer(Entry one, Entry other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    @Override
    public int compareTo(Entry other) {
        return ORDER.compare(this, other);
    }
}
