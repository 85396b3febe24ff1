package flotilla.node.balance;

import org.jspecify.annotations.Nullable;

/**
 * The endpoint with the fewest requests in flight for its weight: those of the whole fleet ({@link FleetEstimate}), or
 * of this node alone. Without fresh reports of peers the two are one and the same.
 *
 * <p>Up to {@value #SCAN} endpoints all are looked at, and of equals one is taken at random by weight: idle endpoints
 * share as their weights say, and nodes that see the same counts do not run after the same endpoint. Beyond that the
 * best of {@value #DRAWS} drawn by weight is taken, which costs the same for any number (Mitzenmacher: The Power of Two
 * Choices in Randomized Load Balancing). Scores are compared as products, {@code a.inFlight * b.weight < b.inFlight *
 * a.weight}, so nothing is rounded
 * while the loads are whole numbers.
 */
final class LeastRequests implements Balancer {

    static final String NAME = "least_requests";
    static final String LOCAL = "least_requests_local";
    static final int SCAN = 64;
    static final int DRAWS = 5;

    // Of Knuth's MMIX: enough to break ties with one multiplication each, seeded anew by the thread's own generator.
    private static final long MULTIPLIER = 6364136223846793005L;
    private static final long INCREMENT = 1442695040888963407L;

    private final boolean fleet;

    private LeastRequests(boolean fleet) {
        this.fleet = fleet;
    }

    /** By what the whole fleet has under way. */
    static LeastRequests ofFleet() {
        return new LeastRequests(true);
    }

    /** By what this node has under way. */
    static LeastRequests ofNode() {
        return new LeastRequests(false);
    }

    @Override
    public String name() {
        return fleet ? NAME : LOCAL;
    }

    @Override
    public Picker over(Rotation rotation) {
        if (rotation.size() == 0) {
            return request -> null;
        }
        if (rotation.size() <= SCAN) {
            return request -> scan(rotation, request);
        }
        var draws = new WeightedRandom.Draws(rotation);
        return request -> sample(draws, request);
    }

    private @Nullable LiveEndpoint scan(Rotation rotation, Request request) {
        LiveEndpoint best = null;
        double bestLoad = 0;
        long bestWeight = 1;
        long tiedWeight = 0;
        long bits = request.random().nextLong();
        for (int i = 0; i < rotation.size(); i++) {
            var endpoint = rotation.endpoint(i);
            if (request.tried(endpoint)) {
                continue;
            }
            double load = load(endpoint);
            long weight = rotation.weight(i);
            double order = best == null ? -1 : load * bestWeight - bestLoad * weight;
            if (order > 0) {
                continue;
            }
            tiedWeight = order < 0 ? weight : tiedWeight + weight;
            bits = bits * MULTIPLIER + INCREMENT;
            if (order < 0 || Math.unsignedMultiplyHigh(bits, tiedWeight) < weight) {
                best = endpoint;
                bestLoad = load;
                bestWeight = weight;
            }
        }
        return best;
    }

    private @Nullable LiveEndpoint sample(WeightedRandom.Draws draws, Request request) {
        var rotation = draws.rotation();
        int best = draws.untried(request);
        if (best < 0) {
            return null;
        }
        double bestLoad = load(rotation.endpoint(best));
        for (int i = 1; i < DRAWS && bestLoad > 0; i++) {
            int other = draws.untried(request);
            double load = load(rotation.endpoint(other));
            if (load * rotation.weight(best) < bestLoad * rotation.weight(other)) {
                best = other;
                bestLoad = load;
            }
        }
        return rotation.endpoint(best);
    }

    private double load(LiveEndpoint endpoint) {
        return fleet ? endpoint.fleetInFlight() : endpoint.inFlight();
    }
}
