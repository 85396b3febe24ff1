package flotilla.ops.reload;

import flotilla.ops.config.ConfigChange;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What becomes of a configuration that comes after the one that counts.
 *
 * @param changes by path; none: they say the same
 */
public record Plan(List<ConfigChange> changes) {

    private static final int TOLD = 5;

    public Plan {
        changes = List.copyOf(changes);
    }

    /** Those that count from the start of a process alone: as long as there are any, nothing of it can be applied. */
    public List<ConfigChange> needRestart() {
        return changes.stream().filter(change -> !change.live()).toList();
    }

    /** On one line, the first few in full. */
    @Override
    public String toString() {
        return told(changes);
    }

    static String told(List<ConfigChange> changes) {
        if (changes.isEmpty()) {
            return "nothing";
        }
        var first = changes.stream().limit(TOLD).map(ConfigChange::toString).collect(Collectors.joining(", "));
        return changes.size() > TOLD ? first + " and " + (changes.size() - TOLD) + " more" : first;
    }
}
