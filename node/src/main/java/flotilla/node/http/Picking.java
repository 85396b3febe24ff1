package flotilla.node.http;

import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.telemetry.Decision;
import flotilla.node.telemetry.Telemetry;

/** Chooses an endpoint and takes a lease on it; every attempt chooses anew (503). */
final class Picking implements Stage {

    private final Telemetry telemetry;

    Picking(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    public String name() {
        return "pick";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        var attempt = exchange.attempt();
        var destination = exchange.destination();
        var chosen = attempt.bound() ? attempt.endpoint() : destination.picker().pick(exchange);
        if (telemetry.wantsDecisions()) {
            telemetry.decided(new Decision(
                    destination.route().upstream(),
                    destination.algorithm(),
                    destination.rotation().size(),
                    chosen == null ? "" : chosen.endpoint().authority(),
                    attempt.count() + 1));
        }
        if (chosen == null) {
            var last = attempt.lastFailure();
            exchange.fail(last == null ? Failure.of(Reason.NO_ENDPOINT) : last);
            return;
        }
        exchange.endpoint(chosen);
        attempt.begin(chosen);
        next.handle(exchange);
    }
}
