package flotilla.node.http;

import flotilla.node.http.Exchange.EndListener;

/** Who wants to hear of an exchange's end. */
final class EndListeners {

    private static final int MAX = 8;

    private final EndListener[] listeners = new EndListener[MAX];
    private int count;

    void clear() {
        count = 0;
    }

    void add(EndListener listener) {
        listeners[count++] = listener;
    }

    /** Tells them, the last to come first. */
    void tell(Exchange ended) {
        for (int i = count - 1; i >= 0; i--) {
            listeners[i].ended(ended);
        }
    }
}
