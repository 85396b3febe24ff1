package flotilla.node.http;

/** Starts the time budget of the whole request, all attempts included (504). */
final class Deadline implements Stage {

    @Override
    public String name() {
        return "deadline";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        var limit = exchange.destination().policy().timeouts().request();
        if (limit.isPositive()) {
            exchange.time().limit(limit.toNanos());
        }
        next.handle(exchange);
    }
}
