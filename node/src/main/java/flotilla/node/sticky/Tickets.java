package flotilla.node.sticky;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.balance.Rotation;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes the {@link StickyTable} of each rotation of one upstream. Signing is done once for an endpoint and a set of keys; from
 * one rotation to the next only newcomers are signed. Known to the table keeper's thread alone.
 */
public final class Tickets {

    private final String cookie;
    private final StickyPolicy policy;
    private SigningKeys signedBy;
    private Map<LiveEndpoint, Ticket> signed = Map.of();

    public Tickets(String upstream, StickyPolicy policy) {
        this.cookie = policy.cookie().nameFor(upstream);
        this.policy = policy;
        this.signedBy = policy.keys().current();
    }

    /** The table for those who may be chosen now, under the keys of this moment. */
    public StickyTable over(Rotation rotation) {
        var keys = policy.keys().current();
        var before = keys.equals(signedBy) ? signed : Map.<LiveEndpoint, Ticket>of();
        var now = new LinkedHashMap<LiveEndpoint, Ticket>();
        for (var endpoint : rotation.everybody()) {
            var ticket = before.get(endpoint);
            now.put(endpoint, ticket == null ? Ticket.of(endpoint, cookie, policy.cookie(), keys) : ticket);
        }
        signedBy = keys;
        signed = now;
        return new StickyTable(cookie, policy.cookie().secure(), now);
    }
}
