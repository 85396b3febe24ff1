package flotilla.ops.rest;

import flotilla.discovery.InvalidValue;

/**
 * One thing that is wrong with what was asked for.
 *
 * @param path where it stands: {@code body.changes[0].value}, {@code path.upstream}, {@code query.why}, {@code header.If-Match}
 * @param value as it was given, or {@code nothing}
 * @param expected in its place
 */
public record Flaw(String path, String value, String expected) {

    private static final int SHOWN = 200;

    public Flaw {
        value = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "...";
    }

    /** What a constructor refused, in the part of the request that is named. */
    public static Flaw of(String part, InvalidValue invalid) {
        var component = invalid.component();
        return new Flaw(
                component.isEmpty() ? part : part + "." + component,
                String.valueOf(invalid.value()),
                invalid.expected());
    }

    @Override
    public String toString() {
        return path + ": " + value + " (expected: " + expected + ")";
    }
}
