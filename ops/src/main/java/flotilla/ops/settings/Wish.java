package flotilla.ops.settings;

import flotilla.discovery.InvalidValue;
import flotilla.ops.settings.RefusedChange.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * A change that somebody wants.
 *
 * @param version of the document that the caller has seen, to be refused if it is another by now; empty: whatever it is
 * @param by the caller's name
 * @param why in the caller's words; may be empty
 * @param values by key; empty: to be taken back
 */
public record Wish(Optional<String> version, String by, String why, Map<Key, String> values) {

    public Wish {
        values = Map.copyOf(values);
    }

    /**
     * Checks all that can be told without a document.
     *
     * @throws InvalidValue naming what cannot be
     */
    void check() {
        values.forEach((key, value) -> {
            var setting = Setting.required(key);
            if (!value.isEmpty()) {
                setting.checkHere(value);
            }
        });
    }

    /**
     * What becomes of a document.
     *
     * @param node where the change is made
     * @throws InvalidValue naming what cannot be
     * @throws RefusedChange if the caller has seen another document, or this one would grow too large
     */
    Sheet made(Sheet base, String node, Instant now) throws RefusedChange {
        requireSeen(base);
        var at = now.truncatedTo(ChronoUnit.MILLIS);
        var stamp = base.document().latest().stamp().next(now.toEpochMilli(), node);
        var next = Sheet.of(base.document().with(values, new Signature(stamp, at, by, why)));
        int bytes = next.text().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > DocumentJson.MAX_WRITTEN
                && next.text().length() > base.text().length()) {
            throw new RefusedChange(
                    Reason.TOO_LARGE,
                    "the settings would take " + bytes + " bytes (expected: at most " + DocumentJson.MAX_WRITTEN
                            + "); take some back first");
        }
        return next;
    }

    Wish withVersion(String seen) {
        return new Wish(Optional.of(seen), by, why, values);
    }

    /** @throws RefusedChange if the caller has seen another document */
    void requireSeen(Sheet base) throws RefusedChange {
        if (version.isPresent() && !version.get().equals(base.version())) {
            var latest = base.document().latest();
            throw new RefusedChange(
                    Reason.CHANGED_MEANWHILE,
                    "the settings are of version " + base.version() + " by now, not " + version.get()
                            + "; changed last at " + latest.at() + " " + latest + "; look again");
        }
    }
}
