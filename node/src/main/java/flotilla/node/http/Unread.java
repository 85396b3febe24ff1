package flotilla.node.http;

import flotilla.node.io.Timeout;
import flotilla.node.route.Destination;
import flotilla.node.route.Timeouts;
import org.jspecify.annotations.Nullable;

/** Ends an exchange whose client does not read its answer. */
final class Unread extends Timeout {

    private final Exchange exchange;

    Unread(Exchange exchange) {
        this.exchange = exchange;
    }

    /** It begins, anew if it has begun. */
    void begin(@Nullable Destination destination) {
        var limit = destination == null
                ? Timeouts.DEFAULT.idle()
                : destination.policy().timeouts().idle();
        if (limit.isPositive()) {
            exchange.io().after(this, limit.toNanos());
        }
    }

    @Override
    protected void expired() {
        exchange.clientGone("does not read its answer");
        exchange.cut();
    }
}
