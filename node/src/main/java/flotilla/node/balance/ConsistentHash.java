package flotilla.node.balance;

import org.jspecify.annotations.Nullable;

/**
 * The endpoint that owns the request's slot in the {@link SlotTable}; if that one was tried, or is above the load
 * bound, the owner of the next slot, and so on. A key goes back to its owner as soon as that one has room again.
 *
 * <p>The bound of Mirrokni, Thorup and Zadimoghaddam (Consistent Hashing with Bounded Loads): with m requests in flight
 * before this one, an endpoint of the share s takes no more than {@code ceil(bound * (m + 1) * s)}. Since the bound is
 * at least 1, somebody always has room. The load m is counted by {@link TotalLoad}.
 */
final class ConsistentHash implements Balancer {

    static final String NAME = "consistent_hash";

    private static final int WALK = 1024;

    private final double loadBound;

    ConsistentHash(double loadBound) {
        this.loadBound = loadBound;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean keyed() {
        return true;
    }

    @Override
    public Picker over(Rotation rotation) {
        if (rotation.size() == 0) {
            return request -> null;
        }
        int[] owners = SlotTable.of(rotation);
        var load = new TotalLoad(rotation);
        return request -> pick(rotation, owners, load, request);
    }

    private @Nullable LiveEndpoint pick(Rotation rotation, int[] owners, TotalLoad load, Request request) {
        int slot = SlotTable.slotOf(request.hashKey());
        for (int i = 0; i < WALK; i++) {
            int index = owners[(slot + i) & (SlotTable.SLOTS - 1)];
            var endpoint = rotation.endpoint(index);
            if (!request.tried(endpoint) && hasRoom(rotation, index, load, request)) {
                return endpoint;
            }
        }
        return rotation.untriedFrom(owners[slot], request);
    }

    private boolean hasRoom(Rotation rotation, int index, TotalLoad load, Request request) {
        int own = rotation.endpoint(index).inFlight();
        if (loadBound == 0 || own == 0) {
            return true;
        }
        double share = (double) rotation.weight(index) / rotation.totalWeight();
        return own < Math.ceil(loadBound * (load.at(request.nanos()) + 1) * share);
    }
}
