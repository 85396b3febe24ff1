package flotilla.node.http;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.resilience.Failure;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The endpoints that one request has been to, and what its answer tells the client of them. */
final class Tried {

    /** More endpoints than this are not tried for one request. */
    static final int MAX = 16;

    private static final byte[] NOTHING = {};

    private final @Nullable LiveEndpoint[] endpoints = new @Nullable LiveEndpoint[MAX];
    private int count;
    private @Nullable LiveEndpoint last;
    private byte[] lines = NOTHING;
    private Story story = Story.NONE;
    private final TriesTime time = new TriesTime();

    void clear() {
        time.reset();
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

    /** The request is at one that it has been to before. */
    void at(LiveEndpoint endpoint) {
        last = endpoint;
    }

    /** The one that the request is at, or was; null if it has been to none. */
    @Nullable LiveEndpoint last() {
        return last;
    }

    /** Gives the answer fields of our own, as bytes of whole lines, in place of those before. */
    void answerWith(byte[] newLines) {
        lines = newLines;
    }

    /** Gives it none. */
    void answerWithout() {
        lines = NOTHING;
    }

    /** All fields of our own: those of a failure's answer, or those beside an endpoint's. */
    byte[] lines(Exchange exchange, @Nullable Failure failure) {
        return story.with(failure == null ? lines : NOTHING, exchange, failure);
    }

    /** Has what is done from now on told. */
    void tell(Story newStory) {
        story = newStory;
    }

    /** Who hears what is done for the request; mostly nobody. */
    Story story() {
        return story;
    }

    /** How long they took. */
    TriesTime time() {
        return time;
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
