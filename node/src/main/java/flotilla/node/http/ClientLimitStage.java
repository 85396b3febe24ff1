package flotilla.node.http;

import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;

/** Refuses clients that send more than their share (429). */
final class ClientLimitStage implements Stage {

    private final ClientGate gate;

    ClientLimitStage(ClientGate gate) {
        this.gate = gate;
    }

    @Override
    public String name() {
        return "client_limits";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        if (gate.tryAcquire(exchange.clientAddress(), exchange.nanos())) {
            next.handle(exchange);
        } else {
            exchange.fail(Failure.of(Reason.CLIENT_RATE));
        }
    }
}
