package flotilla.discovery;

import java.util.Map;
import java.util.OptionalInt;

/**
 * The level that an endpoint serves on, as sources write it into the label {@value #LABEL}: 0 is asked first, and each
 * other level takes what those before it cannot carry. A backup is one of level 1.
 */
public final class Priority {

    public static final String LABEL = "priority";

    /** What a backup's label says. */
    public static final String BACKUP = "1";

    /** As many as SRV records know (RFC 2782). */
    public static final int MAX = 65_535;

    /** How a message says what was expected. */
    public static final String EXPECTED = "0 to " + MAX;

    private Priority() {}

    /** Reads a level; empty if it is none. */
    public static OptionalInt parse(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) <= MAX
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }

    /** The level that these labels name; 0 if they name none, as sources have refused what is no level. */
    static int of(Map<String, String> labels) {
        var text = labels.get(LABEL);
        return text == null ? 0 : parse(text).orElse(0);
    }
}
