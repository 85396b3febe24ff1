package flotilla.node.cluster;

/**
 * What all live nodes of the fleet have to do for one upstream; a node that says nothing fades.
 *
 * @param requestsPerSecond attempts at its endpoints
 * @param failuresPerSecond attempts that failed
 * @param inFlight attempts under way
 */
public record UpstreamSum(String upstream, double requestsPerSecond, double failuresPerSecond, double inFlight) {}
