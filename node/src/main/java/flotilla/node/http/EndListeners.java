package flotilla.node.http;

import flotilla.node.http.Exchange.EndListener;
import java.util.Arrays;

/** Who wants to hear of an exchange's end. */
final class EndListeners {

    private EndListener[] listeners = new EndListener[8];
    private int count;

    void clear() {
        count = 0;
    }

    void add(EndListener listener) {
        if (count == listeners.length) {
            listeners = Arrays.copyOf(listeners, count * 2);
        }
        listeners[count++] = listener;
    }

    /** Tells them, the last to come first. */
    void tell(Exchange ended) {
        for (int i = count - 1; i >= 0; i--) {
            listeners[i].ended(ended);
        }
    }
}
