package flotilla.node.http;

import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.telemetry.Decision;
import flotilla.node.telemetry.Telemetry;

/**
 * Chooses an endpoint and takes a lease on it; every attempt chooses anew (503). In a sticky session the cookie chooses, as
 * long as its endpoint may be chosen; the balancer otherwise, and the answer brings a cookie for its choice.
 */
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
        var sticky = attempt.next().bound() ? null : destination.sticky();
        var claim = sticky == null ? null : SessionCookie.claim(exchange, sticky);
        var chosen = attempt.next().bound()
                ? attempt.endpoint()
                : claim == null ? destination.picker().pick(exchange) : claim.endpoint();
        if (telemetry.wantsDecisions()) {
            telemetry.decided(new Decision(
                    destination.route().upstream(),
                    claim == null ? destination.algorithm() : "sticky",
                    destination.rotation().size(),
                    chosen == null ? "" : chosen.endpoint().authority(),
                    attempt.count() + 1));
        }
        if (chosen == null) {
            var last = attempt.lastFailure();
            exchange.fail(last == null ? Failure.of(Reason.NO_ENDPOINT) : last);
            return;
        }
        exchange.tries().add(chosen);
        if (sticky != null) {
            exchange.tries().answerWith(SessionCookie.lines(exchange, sticky, claim, chosen));
        }
        exchange.tries().story().tried(chosen, claim == null ? destination.algorithm() : "sticky");
        attempt.begin(chosen);
        next.handle(exchange);
    }
}
