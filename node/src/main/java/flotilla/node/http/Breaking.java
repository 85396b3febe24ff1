package flotilla.node.http;

import flotilla.node.health.Health;

/**
 * Asks the breaker of the chosen endpoint for a permit, and takes the lease with it. Who is refused chooses anew: nothing
 * has been tried yet, so it costs no attempt and nothing of the retry budget. If all that there are refuse, the try is made
 * all the same, at the one that was chosen first and without a permit: a bad answer is better than none.
 */
final class Breaking implements Stage {

    private final Health health;

    Breaking(Health health) {
        this.health = health;
    }

    @Override
    public String name() {
        return "breaker";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        var attempt = exchange.attempt();
        var chosen = attempt.endpoint();
        var admission = attempt.admission();
        boolean lastResort = admission.refused(chosen);
        if (!lastResort && !admission.ask(chosen, health.breaker(chosen), exchange.nanos())) {
            exchange.tries().story().refused(chosen);
            attempt.next().elsewhere();
            return;
        }
        attempt.begin();
        next.handle(exchange);
    }
}
