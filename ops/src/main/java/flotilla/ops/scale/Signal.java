package flotilla.ops.scale;

import java.util.Locale;

/** What an advice goes by. */
public enum Signal {
    /** Nothing was known yet: as many as there are. */
    NONE,
    IN_FLIGHT,
    CPU,
    /** What is foreseen is more than what there is. */
    FORECAST,
    /** Fewer would do, but not for long enough yet. */
    COOL_DOWN,
    MIN,
    MAX;

    /** As it is called in metrics and on pages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
