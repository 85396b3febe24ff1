package flotilla.ops.settings;

import flotilla.discovery.InvalidValue;
import flotilla.ops.settings.Change.Edit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All that is set in a fleet, and who set it. Immutable.
 *
 * <p>Two documents merge setting by setting, the newer {@link Entry} of each: that is commutative, associative and
 * idempotent, so nodes that hear of changes in any order, twice, or after days apart come to the same. Example: cut off
 * from each other, n1 drains endpoint a at 10:00 and n2 weighs it 5 at 10:01; together again, both hold. Had both weighed
 * it, n2's weight would count, n1's would stand in the history, and the log would name it.
 *
 * <p>What was taken back leaves an entry without value behind, or an old value would come back from a node that was away.
 * The {@value #MAX_GONE} newest of these are kept: a node that missed more than so many may bring an old value back, by
 * its name and in the log.
 *
 * @param entries by key
 * @param history the newest changes, the newest first
 */
public record Document(SortedMap<Key, Entry> entries, List<Change> history) {

    public static final Document EMPTY = new Document(Collections.emptySortedMap(), List.of());

    /** Settings changed at once. */
    public static final int MAX_EDITS = 100;

    static final int MAX_HISTORY = 50;
    static final int MAX_GONE = 200;

    public Document {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        history = List.copyOf(history);
    }

    /** The value of a setting; empty if what the configuration or the source says counts. */
    public String value(Key key) {
        var entry = entries.get(key);
        return entry == null ? "" : entry.value();
    }

    /** All values that are set. */
    Map<Key, String> values() {
        var values = new HashMap<Key, String>();
        entries.forEach((key, entry) -> {
            if (entry.isSet()) {
                values.put(key, entry.value());
            }
        });
        return values;
    }

    /** Whoever signed a setting last. */
    Signature signed(Key key) {
        return Optional.ofNullable(entries.get(key)).map(Entry::signed).orElse(Signature.NOBODY);
    }

    /** The newest change that this document knows of. */
    public Signature latest() {
        return Stream.concat(
                        history.stream().map(Change::signed),
                        entries.values().stream().map(Entry::signed))
                .max(Comparator.naturalOrder())
                .orElse(Signature.NOBODY);
    }

    /** Whether it knows of a change, or knew of it and has forgotten it since. */
    boolean knows(Signature change) {
        boolean forgotten = history.size() == MAX_HISTORY
                && change.compareTo(history.getLast().signed()) < 0;
        return forgotten
                || history.stream().anyMatch(known -> known.signed().equals(change))
                || entries.values().stream().anyMatch(entry -> entry.signed().equals(change));
    }

    /**
     * This document with other values; the same one if they are not other.
     *
     * @param values by key; empty: to be taken back
     * @throws InvalidValue naming what cannot be
     */
    public Document with(Map<Key, String> values, Signature signed) {
        InvalidValue.require(
                !values.isEmpty() && values.size() <= MAX_EDITS, "changes", values.size(), "1 to " + MAX_EDITS);
        var next = new TreeMap<>(entries);
        var edits = new ArrayList<Edit>();
        new TreeMap<>(values).forEach((key, value) -> {
            if (!value(key).equals(value)) {
                edits.add(new Edit(key, value(key), value));
                next.put(key, new Entry(value, signed));
            }
        });
        if (edits.isEmpty()) {
            return this;
        }
        forgetOldest(next);
        return new Document(next, newest(Stream.concat(Stream.of(new Change(signed, edits)), history.stream())));
    }

    /** What both know, the newer of each. */
    public Document merge(Document other) {
        var merged = new TreeMap<>(entries);
        other.entries.forEach((key, entry) -> merged.merge(key, entry, Entry::newer));
        var changes = newest(Stream.concat(history.stream(), other.history.stream()));
        return new Document(merged, changes);
    }

    private static void forgetOldest(Map<Key, Entry> entries) {
        var gone = entries.entrySet().stream()
                .filter(entry -> !entry.getValue().isSet())
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
        gone.stream().limit(Math.max(0, gone.size() - MAX_GONE)).forEach(entries::remove);
    }

    private static List<Change> newest(Stream<Change> changes) {
        Collection<Change> distinct = new TreeSet<Change>(Comparator.reverseOrder());
        changes.forEach(distinct::add);
        return distinct.stream().limit(MAX_HISTORY).toList();
    }
}
