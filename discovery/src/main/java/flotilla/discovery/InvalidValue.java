package flotilla.discovery;

/**
 * A value that a record refuses, with the component it was meant for and what would have been accepted. Who reads the
 * value from a file puts the path in front: {@code upstreams.web.weight: 0 (expected: >= 1)}.
 */
public final class InvalidValue extends IllegalArgumentException {

    /** In the place of a value that may be a secret. */
    public static final String HIDDEN = "(not shown)";

    private static final long serialVersionUID = 1L;

    private final String component;
    private final String value;
    private final String expected;

    public InvalidValue(String component, Object value, String expected) {
        super(component + ": " + value + " (expected: " + expected + ")");
        this.component = component;
        this.value = String.valueOf(value);
        this.expected = expected;
    }

    /** Throws unless {@code holds}. */
    public static void require(boolean holds, String component, Object value, String expected) {
        if (!holds) {
            throw new InvalidValue(component, value, expected);
        }
    }

    /** The record component, in Java's spelling. */
    public String component() {
        return component;
    }

    public String value() {
        return value;
    }

    public String expected() {
        return expected;
    }
}
