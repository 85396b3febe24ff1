package flotilla.node.http;

import flotilla.node.balance.LiveEndpoint;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The endpoints that one request has been to. */
final class Tried {

    /** More endpoints than this are not tried for one request. */
    static final int MAX = 16;

    private final @Nullable LiveEndpoint[] endpoints = new @Nullable LiveEndpoint[MAX];
    private int count;

    void clear() {
        if (count > 0) {
            Arrays.fill(endpoints, 0, count, null);
            count = 0;
        }
    }

    void add(LiveEndpoint endpoint) {
        if (count < MAX && !contains(endpoint)) {
            endpoints[count++] = endpoint;
        }
    }

    boolean full() {
        return count == MAX;
    }

    boolean contains(LiveEndpoint endpoint) {
        for (int i = 0; i < count; i++) {
            if (endpoints[i] == endpoint) {
                return true;
            }
        }
        return false;
    }
}
