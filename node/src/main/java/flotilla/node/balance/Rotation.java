package flotilla.node.balance;

import flotilla.discovery.InvalidValue;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of an upstream that may be chosen now, with their effective weights, and those that stand by for requests
 * that nobody of these can take. Immutable; a new one is made whenever membership, weights or health change.
 */
public final class Rotation {

    /** To tell weights of 1 in hundredths. */
    private static final int SCALE = 100;

    private final LiveEndpoint[] endpoints;
    private final int[] weights;
    private final int scale;
    private final long totalWeight;
    private final List<LiveEndpoint> standby;

    /**
     * @param endpoints without duplicates, in a stable order
     * @param weights one for each endpoint, each at least 1: who takes no traffic is not in the rotation
     */
    public Rotation(List<LiveEndpoint> endpoints, int[] weights) {
        this(endpoints, weights, 1, List.of());
    }

    private Rotation(List<LiveEndpoint> endpoints, int[] weights, int scale, List<LiveEndpoint> standby) {
        InvalidValue.require(endpoints.size() == weights.length, "weights", weights.length, "one for each endpoint");
        long total = 0;
        for (int weight : weights) {
            InvalidValue.require(weight >= 1, "weights", weight, ">= 1");
            total += weight;
        }
        this.scale = scale;
        this.totalWeight = total;
        this.endpoints = endpoints.toArray(LiveEndpoint[]::new);
        this.weights = weights.clone();
        this.standby = List.copyOf(standby);
    }

    /**
     * The same with parts of the weights. As weights are whole numbers, all are multiplied by {@value #SCALE}; balancers
     * look at how they compare, which stays as it is.
     *
     * @param shares one for each endpoint, above 0 to 1
     */
    public static Rotation ramping(List<LiveEndpoint> endpoints, int[] weights, double[] shares) {
        var scaled = new int[weights.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = Math.toIntExact(Math.max(1, Math.round((double) SCALE * weights[i] * shares[i])));
        }
        return new Rotation(endpoints, scaled, SCALE, List.of());
    }

    /** The same, with others that stand by. */
    public Rotation withStandby(List<LiveEndpoint> others) {
        return new Rotation(endpoints(), weights, scale, others);
    }

    /** Some of them, with the weights that they have here. */
    public Rotation only(Predicate<LiveEndpoint> wanted) {
        int[] kept = IntStream.range(0, endpoints.length)
                .filter(i -> wanted.test(endpoints[i]))
                .toArray();
        var weightsKept = IntStream.of(kept).map(this::weight).toArray();
        return new Rotation(IntStream.of(kept).mapToObj(this::endpoint).toList(), weightsKept, scale, List.of());
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

    /** The weight as it is spoken of: a part of what the endpoint's source says, while it grows into that. */
    public double spokenWeight(int index) {
        return (double) weights[index] / scale;
    }

    /** All of them, by endpoint. */
    public Map<LiveEndpoint, Double> spokenWeights() {
        var all = new LinkedHashMap<LiveEndpoint, Double>();
        for (int i = 0; i < endpoints.length; i++) {
            all.put(endpoints[i], spokenWeight(i));
        }
        return all;
    }

    public long totalWeight() {
        return totalWeight;
    }

    /** The sum of {@link #spokenWeight}. */
    public double spokenTotal() {
        return (double) totalWeight / scale;
    }

    public List<LiveEndpoint> endpoints() {
        return List.of(endpoints);
    }

    /** Those that stand by included. */
    public List<LiveEndpoint> everybody() {
        return Stream.concat(Arrays.stream(endpoints), standby.stream()).toList();
    }

    /** Whether anybody has not been tried yet, those that stand by included. */
    public boolean leftFor(Balancer.Request request) {
        if (endpoints.length > 0 && untriedFrom(0, request) != null) {
            return true;
        }
        for (int i = 0; i < standby.size(); i++) {
            if (!request.tried(standby.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whoever has not been tried yet, looking from {@code start} on and around; null if all have. */
    @Nullable LiveEndpoint untriedFrom(int start, Balancer.Request request) {
        for (int i = 0; i < endpoints.length; i++) {
            int index = start + i;
            var endpoint = endpoints[index < endpoints.length ? index : index - endpoints.length];
            if (!request.tried(endpoint)) {
                return endpoint;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return Arrays.toString(endpoints) + Arrays.toString(weights);
    }
}
