package flotilla.ops.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Where a setting counts. */
public enum Scope {
    /** At all nodes. */
    FLEET("settings"),
    /** At the node that was asked, and there before what its fleet says. */
    NODE("settings of this node alone");

    /** As callers write them. */
    public static final List<String> KEYS =
            Arrays.stream(values()).map(Scope::key).toList();

    private final String words;

    Scope(String words) {
        this.words = words;
    }

    /** As a caller writes it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one that a caller has written, one of {@link #KEYS}. */
    public static Scope of(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }

    /** What is set there, in words. */
    String words() {
        return words;
    }
}
