package flotilla.node.health;

/**
 * What this node says of an endpoint's health.
 *
 * @param up whether it may take requests
 * @param byTraffic whether live requests showed it, and not checks
 * @param reason what showed it, for a reader at night: {@code http check: 503 (expected: 200-399), 3 in a row}
 */
public record Verdict(boolean up, boolean byTraffic, String reason) {

    /** As checks have it. */
    public Verdict(boolean up, String reason) {
        this(up, false, reason);
    }

    /** Of whom nothing is known: up until shown otherwise. */
    static final Verdict UNKNOWN = new Verdict(true, "not checked yet");
}
