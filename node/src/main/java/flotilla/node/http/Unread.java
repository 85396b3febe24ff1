package flotilla.node.http;

import flotilla.node.io.Timeout;

/** Ends an exchange whose client does not read its answer. */
final class Unread extends Timeout {

    private final Exchange exchange;

    Unread(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    protected void expired() {
        exchange.clientGone("does not read its answer");
        exchange.cut();
    }
}
