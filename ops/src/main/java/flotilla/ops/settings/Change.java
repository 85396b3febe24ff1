package flotilla.ops.settings;

import java.util.Comparator;
import java.util.List;

/** What somebody changed at once. */
public record Change(Signature signed, List<Edit> edits) implements Comparable<Change> {

    private static final Comparator<Change> ORDER = Comparator.comparing(Change::signed)
            .thenComparing(change -> change.edits().toString());

    public Change {
        edits = List.copyOf(edits);
    }

    /** One value, before and after; empty: what the configuration or the source says. */
    public record Edit(Key key, String before, String after) {}

    @Override
    public int compareTo(Change other) {
        return ORDER.compare(this, other);
    }
}
