package flotilla.node.balance;

import flotilla.discovery.InvalidValue;
import java.util.Arrays;
import java.util.List;

/**
 * The endpoints of an upstream that may be chosen now, with their effective weights. Immutable; a new one is made
 * whenever membership, weights or health change.
 */
public final class Rotation {

    private final LiveEndpoint[] endpoints;
    private final int[] weights;

    /**
     * @param endpoints without duplicates, in a stable order
     * @param weights one for each endpoint, each at least 1: who takes no traffic is not in the rotation
     */
    public Rotation(List<LiveEndpoint> endpoints, int[] weights) {
        InvalidValue.require(endpoints.size() == weights.length, "weights", weights.length, "one for each endpoint");
        for (int weight : weights) {
            InvalidValue.require(weight >= 1, "weights", weight, ">= 1");
        }
        this.endpoints = endpoints.toArray(LiveEndpoint[]::new);
        this.weights = weights.clone();
    }

    public int size() {
        return endpoints.length;
    }

    public LiveEndpoint endpoint(int index) {
        return endpoints[index];
    }

    public int weight(int index) {
        return weights[index];
    }

    public List<LiveEndpoint> endpoints() {
        return List.of(endpoints);
    }

    @Override
    public String toString() {
        return Arrays.toString(endpoints) + Arrays.toString(weights);
    }
}
