package flotilla.node.http;

/** Keeps the requests in flight to an upstream within its limit: others wait, those of higher priority least (503). */
final class Concurrency implements Stage {

    @Override
    public String name() {
        return "concurrency";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        var limit = exchange.destination().concurrency();
        if (limit == null) {
            next.handle(exchange);
        } else {
            exchange.attempt().next().permit().ask(limit, next);
        }
    }
}
