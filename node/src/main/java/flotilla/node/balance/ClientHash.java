package flotilla.node.balance;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint at the request's hash modulo the total weight: one key, one endpoint, for as long as the rotation stays
 * the same. Any change of it moves most keys; {@link ConsistentHash} does not. In place of one that was tried, the key
 * is mixed anew, so that its keys spread over all others.
 */
final class ClientHash implements Balancer {

    static final String NAME = "client_hash";

    private static final int REHASHES = 8;

    @Override
    public String name() {
        return NAME;
    }

    /** Each change of a weight would move most keys to other endpoints. */
    @Override
    public boolean ramps() {
        return false;
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
        var ends = new long[rotation.size()];
        long end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += rotation.weight(i);
            ends[i] = end;
        }
        return request -> pick(rotation, ends, request);
    }

    private static @Nullable LiveEndpoint pick(Rotation rotation, long[] ends, Request request) {
        long key = request.hashKey();
        int index = indexOf(key, ends);
        for (int i = 0; i < REHASHES; i++) {
            var endpoint = rotation.endpoint(index);
            if (!request.tried(endpoint)) {
                return endpoint;
            }
            index = indexOf(Mixed.at(key, i), ends);
        }
        return rotation.untriedFrom(index, request);
    }

    private static int indexOf(long key, long[] ends) {
        long point = Long.remainderUnsigned(key, ends[ends.length - 1]);
        int found = Arrays.binarySearch(ends, point + 1);
        return found >= 0 ? found : -found - 1;
    }
}
