package flotilla.ops.settings;

import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log what became of settings: one line for each, on every node. */
final class ChangeLog {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeLog.class);

    private ChangeLog() {}

    /** Every setting that is another one now, with who made it so. */
    static void changed(Scope scope, Document before, Document after) {
        var keys = new TreeSet<>(before.entries().keySet());
        keys.addAll(after.entries().keySet());
        for (var key : keys) {
            if (!before.value(key).equals(after.value(key))) {
                LOG.info(
                        "{}: {}: {} -> {} {}",
                        scope.words(),
                        key,
                        shown(before.value(key)),
                        shown(after.value(key)),
                        after.entries().containsKey(key) ? after.signed(key) : "as nothing is said of it any more");
            }
        }
    }

    /** Every value of one document that gives way to one of another whose makers did not know of it. */
    static void lost(Document one, Document other) {
        for (var key : one.entries().keySet()) {
            var entry = other.entries().get(key);
            if (entry != null) {
                lost(key, one, other, entry);
            }
        }
    }

    private static void lost(Key key, Document one, Document other, Entry theirs) {
        var ours = one.entries().get(key);
        if (ours == null || ours.value().equals(theirs.value())) {
            return;
        }
        boolean oursWins = ours.compareTo(theirs) > 0;
        var winner = oursWins ? ours : theirs;
        var loser = oursWins ? theirs : ours;
        if (!(oursWins ? one : other).knows(loser.signed())) {
            LOG.warn(
                    "settings: {}: {} ({}, {}) gives way to {} ({}, {}): they were changed while nodes did not hear each other",
                    key,
                    shown(loser.value()),
                    loser.signed(),
                    loser.signed().at(),
                    shown(winner.value()),
                    winner.signed(),
                    winner.signed().at());
        }
    }

    private static String shown(String value) {
        return value.isEmpty() ? "as configured" : value;
    }
}
