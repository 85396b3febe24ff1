package flotilla.node.balance;

import flotilla.discovery.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Rotations and endpoints for tests, and what picks from them come to. */
public final class Rotations {

    private Rotations() {}

    public static LiveEndpoint endpoint(int number) {
        return new LiveEndpoint(
                "web", Endpoint.of("10." + number / 65536 + "." + number / 256 % 256 + "." + number % 256, 80));
    }

    public static List<LiveEndpoint> endpoints(int count) {
        return IntStream.range(0, count).mapToObj(Rotations::endpoint).toList();
    }

    public static Rotation weighing(int... weights) {
        return new Rotation(endpoints(weights.length), weights);
    }

    /** Of weight 1 each. */
    public static Rotation of(List<LiveEndpoint> endpoints) {
        var weights = new int[endpoints.size()];
        Arrays.fill(weights, 1);
        return new Rotation(endpoints, weights);
    }

    static Rotation without(Rotation rotation, int index) {
        var endpoints = new ArrayList<>(rotation.endpoints());
        endpoints.remove(index);
        int[] weights = IntStream.range(0, rotation.size())
                .filter(i -> i != index)
                .map(rotation::weight)
                .toArray();
        return new Rotation(endpoints, weights);
    }

    /** How often each of the rotation's endpoints is in {@code picks}. */
    static long[] count(Rotation rotation, List<LiveEndpoint> picks) {
        var counts = new long[rotation.size()];
        for (var pick : picks) {
            counts[rotation.endpoints().indexOf(pick)]++;
        }
        return counts;
    }
}
