package flotilla.node.http;

import flotilla.node.balance.LiveEndpoint;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The endpoints that one request has been to, and what its answer tells the client of the last. */
final class Tried {

    /** More endpoints than this are not tried for one request. */
    static final int MAX = 16;

    private static final byte[] NOTHING = {};

    private final @Nullable LiveEndpoint[] endpoints = new @Nullable LiveEndpoint[MAX];
    private int count;
    private @Nullable LiveEndpoint last;
    private byte[] lines = NOTHING;

    void clear() {
        if (last != null) {
            forget();
            last = null;
            lines = NOTHING;
        }
    }

    void add(LiveEndpoint endpoint) {
        last = endpoint;
        if (count < MAX && !contains(endpoint)) {
            endpoints[count++] = endpoint;
        }
    }

    /** The one that the request is at, or was; null if it has been to none. */
    @Nullable LiveEndpoint last() {
        return last;
    }

    /** Gives the answer fields of our own, as bytes of whole lines, in place of those before. */
    void answerWith(byte[] newLines) {
        lines = newLines;
    }

    byte[] lines() {
        return lines;
    }

    /** All may be tried again. */
    void forget() {
        Arrays.fill(endpoints, 0, count, null);
        count = 0;
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
