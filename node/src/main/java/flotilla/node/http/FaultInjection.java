package flotilla.node.http;

import flotilla.node.io.Timeout;
import flotilla.node.resilience.Failure;
import flotilla.node.route.Drill;
import flotilla.node.route.Faults;

/** Makes the trouble that a drill of the route wants: requests wait, or are answered with a failure in place of an endpoint. */
final class FaultInjection implements Stage {

    private final Faults faults;

    FaultInjection(Faults faults) {
        this.faults = faults;
    }

    @Override
    public String name() {
        return "faults";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        var drill = faults.of(exchange.destination().route().name(), exchange.nanos());
        if (drill == null || !concerns(drill, exchange)) {
            next.handle(exchange);
            return;
        }
        var fault = drill.fault();
        int status = fault.aborts(exchange.random()) ? fault.abort() : 0;
        boolean waits = fault.delays(exchange.random());
        exchange.tries().story().injected(waits ? fault.delay().toNanos() : 0, status);
        if (status != 0) {
            drill.countAbort();
        }
        Next then = status == 0 ? next : refused -> refused.fail(Failure.injected(status));
        if (waits) {
            drill.countDelay();
            new Delay(exchange, then).begin(fault.delay().toNanos());
        } else {
            then.handle(exchange);
        }
    }

    private static boolean concerns(Drill drill, Exchange exchange) {
        var header = drill.fault().header();
        return drill.fault().concerns(header.isEmpty() ? null : exchange.header(header));
    }

    /** The wait of one request, which ends with it: by its deadline, or when its client leaves. */
    private static final class Delay extends Timeout implements Exchange.EndListener {

        private final Exchange exchange;
        private final Next then;

        Delay(Exchange exchange, Next then) {
            this.exchange = exchange;
            this.then = then;
        }

        void begin(long nanos) {
            exchange.onEnd(this);
            exchange.io().nanos();
            exchange.io().after(this, nanos);
        }

        @Override
        protected void expired() {
            if (exchange.open()) {
                then.handle(exchange);
            }
        }

        @Override
        public void ended(Exchange over) {
            over.io().cancel(this);
        }
    }
}
