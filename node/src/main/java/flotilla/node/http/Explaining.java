package flotilla.node.http;

/** Has the {@link Story} told of requests that ask for it with {@code X-Flotilla-Explain: 1}, if whom they are from may hear it. */
final class Explaining implements Stage, Exchange.EndListener {

    private final Background background;

    Explaining(Background background) {
        this.background = background;
    }

    @Override
    public String name() {
        return "explain";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        if (exchange.explains()) {
            exchange.tries().tell(new ToldStory(exchange.io(), background));
            exchange.onEnd(this);
        }
        next.handle(exchange);
    }

    @Override
    public void ended(Exchange exchange) {
        exchange.tries().tell(Story.NONE);
    }
}
