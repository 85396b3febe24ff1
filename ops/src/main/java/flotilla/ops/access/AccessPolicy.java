package flotilla.ops.access;

import java.util.Map;

/**
 * Whom a node believes.
 *
 * @param tokens by the names of those who have them
 * @param clients roles of client certificates, by the common names of their subjects; others of that authority may nothing
 * @param openMetrics whether anybody may read the metrics
 */
public record AccessPolicy(Map<String, TokenPolicy> tokens, Map<String, Role> clients, boolean openMetrics) {

    public static final AccessPolicy DEFAULT = new AccessPolicy(Map.of(), Map.of(), true);

    public AccessPolicy {
        tokens = Map.copyOf(tokens);
        clients = Map.copyOf(clients);
    }

    /** Whether there is anybody to be believed: if not, those on this machine may do what they like, and others nothing. */
    public boolean asksForProof() {
        return !tokens.isEmpty() || !clients.isEmpty();
    }
}
