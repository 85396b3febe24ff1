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
        long wait = gate.secondsUntil(exchange.client(), exchange.nanos());
        if (wait == 0) {
            next.handle(exchange);
        } else {
            exchange.fail(new Failure(Reason.CLIENT_RATE, "", wait));
        }
    }
}
