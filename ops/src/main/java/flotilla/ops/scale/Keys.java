package flotilla.ops.scale;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.balance.Mixed;

/** What the figures are called that nodes tell one another for this. */
final class Keys {

    private static final long CPU = Mixed.hash("scale/cpu");

    private Keys() {}

    /** Whoever tells it can advise for the upstream: 1 without and 2 with a season behind it. */
    static long learnt(String upstream) {
        return Mixed.hash("scale/learnt/" + upstream);
    }

    /** Requests that wait at the node that tells it. */
    static long waiting(String upstream) {
        return Mixed.hash("scale/waiting/" + upstream);
    }

    /** What is advised, told by the node whose advice counts; with the reason. */
    static long wanted(String upstream) {
        return Mixed.hash("scale/wanted/" + upstream);
    }

    /** Thousandths of its CPU that an endpoint says it uses. */
    static long cpu(LiveEndpoint endpoint) {
        return Mixed.mix(endpoint.key() ^ CPU);
    }
}
