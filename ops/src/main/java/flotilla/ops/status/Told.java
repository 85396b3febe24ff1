package flotilla.ops.status;

/** What a node said, for scripts and for people. */
public interface Told {

    /** As it said it. */
    String json();

    /** As tables. */
    String text();
}
