package flotilla.node.http;

import flotilla.node.telemetry.Tracing;

/** Gives each request a trace, and tells {@link Tracing} of its end, however it ends. */
final class TraceStage implements Stage, Exchange.EndListener {

    private final Tracing tracing;

    TraceStage(Tracing tracing) {
        this.tracing = tracing;
    }

    @Override
    public String name() {
        return "trace";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        exchange.tracing().begin(tracing, exchange.head(), exchange.ioThread());
        exchange.onEnd(this);
        next.handle(exchange);
    }

    @Override
    public void ended(Exchange exchange) {
        if (exchange.tracing().recorded(exchange)) {
            tracing.finished(exchange);
        }
    }
}
