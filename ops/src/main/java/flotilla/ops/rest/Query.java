package flotilla.ops.rest;

/**
 * A value that may stand behind a path.
 *
 * @param schema of a text; a truth value is written {@code true} or {@code false}
 */
public record Query(String name, Schema schema) {

    /** Who wants a change, in a caller's own words. */
    public static final Query BY = new Query(
            "by", Schema.text("Who wants it, at most 64 characters.").matching("[^\\u0000-\\u001F\\u007F]{1,64}"));

    /** Why, for those who look later. */
    public static final Query WHY =
            new Query("why", Schema.text("Why, at most 200 characters.").matching("[^\\u0000-\\u001F\\u007F]{0,200}"));
}
