package flotilla.node.http;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.Peer;
import flotilla.node.route.Absence;
import java.util.List;

/**
 * What stood behind the choices made for a request. Asked on the I/O threads, so what it says comes from what others have
 * published, without a lock or a wait; it may be a moment newer than the table that the request goes by.
 */
public interface Background {

    /** This node's id in its fleet; empty if it is alone. */
    String node();

    /** The endpoints that the sources of an upstream list. */
    List<LiveEndpoint> listed(String upstream);

    /** Why an endpoint is not in the rotation. */
    Absence absence(LiveEndpoint endpoint);

    /** The other nodes of the fleet, as their newest reports have them. */
    List<Peer> peers();
}
