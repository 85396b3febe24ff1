package flotilla.node.http;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.sticky.StickyTable.Claim;
import flotilla.node.telemetry.Decision;
import flotilla.node.telemetry.Telemetry;
import org.jspecify.annotations.Nullable;

/**
 * Chooses an endpoint; every attempt chooses anew (503), and so does one that a breaker refused. In a sticky session the
 * cookie chooses, as long as its endpoint may be chosen; the balancer otherwise, and the answer brings a cookie for its
 * choice. If there is nobody to choose, the {@link Fallback} is next.
 */
final class Picking implements Stage {

    private final Telemetry telemetry;
    private final PluginTrouble trouble = new PluginTrouble();

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
        var chosen = chosen(exchange, claim);
        if (!exchange.open()) {
            return;
        }
        if (telemetry.wantsDecisions()) {
            telemetry.decided(new Decision(
                    destination.route().upstream(),
                    claim == null ? destination.algorithm() : "sticky",
                    destination.rotation().size(),
                    chosen == null ? "" : chosen.endpoint().authority(),
                    attempt.count() + 1));
        }
        boolean lastResort = chosen != null && attempt.admission().refused(chosen);
        if ((chosen == null || lastResort) && othersServe(exchange)) {
            return;
        }
        if (chosen == null) {
            var last = attempt.lastFailure();
            exchange.fail(last == null ? Failure.of(Reason.NO_ENDPOINT) : last);
            return;
        }
        if (sticky != null) {
            exchange.tries().answerWith(SessionCookie.lines(exchange, sticky, claim, chosen));
        }
        attempt.choose(chosen, claim == null ? destination.algorithm() : "sticky");
        next.handle(exchange);
    }

    /** Whether the request is served without this try: by one that is under way, or by a fallback. */
    private static boolean othersServe(Exchange exchange) {
        var attempt = exchange.attempt();
        boolean served = exchange.underWay().leftToOther(attempt) || Fallback.taken(exchange);
        if (served) {
            attempt.admission().forget();
        }
        return served;
    }

    /** A balancer may be a plug-in: one that throws ends the request. */
    private @Nullable LiveEndpoint chosen(Exchange exchange, @Nullable Claim claim) {
        try {
            return choice(exchange, claim);
        } catch (Exception | Error e) {
            var who = "balancer " + exchange.destination().algorithm();
            exchange.fail(trouble.of(who, e, exchange.nanos()));
            return null;
        }
    }

    private static @Nullable LiveEndpoint choice(Exchange exchange, @Nullable Claim claim) {
        var attempt = exchange.attempt();
        if (attempt.next().bound()) {
            return attempt.endpoint();
        }
        if (claim != null) {
            return claim.endpoint();
        }
        var refused = attempt.admission();
        var picked = refused.full() ? null : exchange.destination().picker().pick(exchange);
        return picked == null ? refused.first() : picked;
    }
}
