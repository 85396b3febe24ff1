package flotilla.node.http;

import flotilla.node.io.upstream.Pools;

/** Gets a connection to the chosen endpoint; from there on the {@link Attempt} relays. */
final class Forward implements Stage {

    private final Pools pools;

    Forward(Pools pools) {
        this.pools = pools;
    }

    @Override
    public String name() {
        return "forward";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        var attempt = exchange.attempt();
        var pool = pools.of(exchange.io(), attempt.endpoint());
        attempt.acquire(pool, !Methods.idempotent(exchange.method()));
    }
}
