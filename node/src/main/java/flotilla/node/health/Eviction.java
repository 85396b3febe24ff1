package flotilla.node.health;

/** What becomes of an endpoint whose share of failed requests stands out. */
public enum Eviction {

    /** It is left out for a while, then returns by slow start. */
    IMMEDIATE,

    /** Its weight falls in steps as the share grows, and rises again as it falls; it is never left out for that alone. */
    GRADUAL
}
