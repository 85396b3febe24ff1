package flotilla.ops.access;

/** What a caller may do. */
public enum Role {
    /** Look. */
    READ,
    /** Look, and change. */
    CHANGE
}
