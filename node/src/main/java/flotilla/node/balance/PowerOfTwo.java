package flotilla.node.balance;

import org.jspecify.annotations.Nullable;

/**
 * The better of two endpoints by a cost (Mitzenmacher: The Power of Two Choices in Randomized Load Balancing). The
 * first is drawn by weight, the second evenly from all others; of equals the first is taken, so idle endpoints share
 * exactly as their weights say.
 */
final class PowerOfTwo implements Balancer {

    static final String NAME = "power_of_two";

    /** What an endpoint would cost, before its weight; the cheaper one for its weight is taken. */
    @FunctionalInterface
    interface Cost {
        double of(LiveEndpoint endpoint, long nanos);
    }

    private final String name;
    private final Cost cost;

    private PowerOfTwo(String name, Cost cost) {
        this.name = name;
        this.cost = cost;
    }

    /** By requests in flight. */
    static PowerOfTwo byRequests() {
        return new PowerOfTwo(NAME, (endpoint, nanos) -> endpoint.inFlight());
    }

    static PowerOfTwo by(String name, Cost cost) {
        return new PowerOfTwo(name, cost);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Picker over(Rotation rotation) {
        if (rotation.size() == 0) {
            return request -> null;
        }
        var draws = new WeightedRandom.Draws(rotation);
        return request -> pick(draws, request);
    }

    private @Nullable LiveEndpoint pick(WeightedRandom.Draws draws, Request request) {
        int first = draws.untried(request);
        if (first < 0) {
            return null;
        }
        var rotation = draws.rotation();
        int second = draws.untriedExcept(first, request.random(), request);
        if (second < 0) {
            return rotation.endpoint(first);
        }
        long nanos = request.nanos();
        double costOfFirst = cost.of(rotation.endpoint(first), nanos) / rotation.weight(first);
        double costOfSecond = cost.of(rotation.endpoint(second), nanos) / rotation.weight(second);
        return rotation.endpoint(costOfSecond < costOfFirst ? second : first);
    }
}
