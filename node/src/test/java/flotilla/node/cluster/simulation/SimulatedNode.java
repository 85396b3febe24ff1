package flotilla.node.cluster.simulation;

import flotilla.discovery.Endpoint;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.balance.Rotation;
import flotilla.node.cluster.FleetState;
import flotilla.node.cluster.Member;
import flotilla.node.cluster.SharedLimit;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A node: the product's state of the fleet over live endpoints of its own. */
final class SimulatedNode {

    private final Member member;
    private final List<LiveEndpoint> endpoints;
    private final IdentityHashMap<LiveEndpoint, Integer> indices = new IdentityHashMap<>();
    private final FleetState state;

    SimulatedNode(int number, int endpointCount, long nanos) {
        this(number, endpointCount, List::<SharedLimit>of, nanos);
    }

    SimulatedNode(int number, int endpointCount, Supplier<? extends List<? extends SharedLimit>> limits, long nanos) {
        member = new Member("node-" + number, 1);
        endpoints = IntStream.range(0, endpointCount)
                .mapToObj(i -> new LiveEndpoint("web", Endpoint.of("10.0.0." + i, 80)))
                .toList();
        endpoints.forEach(endpoint -> indices.put(endpoint, indices.size()));
        state = new FleetState(member, () -> endpoints, limits, nanos);
    }

    Member member() {
        return member;
    }

    List<LiveEndpoint> endpoints() {
        return endpoints;
    }

    FleetState state() {
        return state;
    }

    Rotation rotation() {
        var weights = new int[endpoints.size()];
        Arrays.fill(weights, 1);
        return new Rotation(endpoints, weights);
    }

    int indexOf(@Nullable LiveEndpoint endpoint) {
        return Objects.requireNonNull(indices.get(Objects.requireNonNull(endpoint)));
    }
}
