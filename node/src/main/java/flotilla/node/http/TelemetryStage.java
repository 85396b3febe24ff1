package flotilla.node.http;

import flotilla.node.telemetry.Telemetry;

/** Tells {@link Telemetry} of every request's end, however it ends. */
final class TelemetryStage implements Stage, Exchange.EndListener {

    private final Telemetry telemetry;

    TelemetryStage(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    public String name() {
        return "telemetry";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        exchange.onEnd(this);
        next.handle(exchange);
    }

    @Override
    public void ended(Exchange exchange) {
        telemetry.finished(exchange);
    }
}
