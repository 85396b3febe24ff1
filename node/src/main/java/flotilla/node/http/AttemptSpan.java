package flotilla.node.http;

import flotilla.discovery.Endpoint;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.resilience.Failure;
import flotilla.node.telemetry.FinishedAttempt;
import org.jspecify.annotations.Nullable;

/** What a trace tells of one try after another: nothing at all where there are no traces. */
final class AttemptSpan implements FinishedAttempt {

    private static final long NONE = 0;

    private final Exchange exchange;
    private long span = NONE;
    private int number;
    private long startNanos;
    private long endNanos;
    private int status;
    private boolean givenUp;
    private @Nullable Failure failure;
    private @Nullable Endpoint endpoint;

    AttemptSpan(Exchange exchange) {
        this.exchange = exchange;
    }

    /** A try begins, the request's first being number 1. */
    void begin(LiveEndpoint at, int newNumber) {
        var trace = exchange.tracing();
        if (trace.on()) {
            span = trace.tracing().id(exchange.ioThread());
            endpoint = at.endpoint();
            number = newNumber;
            startNanos = exchange.sinceStart();
            status = 0;
            failure = null;
        }
    }

    void answered(int newStatus) {
        status = newStatus;
    }

    void failed(Failure newFailure) {
        failure = newFailure;
    }

    /** @param blame what it showed of the endpoint; null: nothing */
    void end(@Nullable String blame) {
        if (span == NONE) {
            return;
        }
        var trace = exchange.tracing();
        if (trace.recorded(exchange)) {
            endNanos = exchange.sinceStart();
            givenUp = failure == null && (blame == null || status == 0);
            trace.tracing().tried(exchange, this);
        }
        span = NONE;
    }

    @Override
    public long span() {
        return span;
    }

    @Override
    public String host() {
        return endpoint().host();
    }

    @Override
    public int port() {
        return endpoint().port();
    }

    @Override
    public boolean secure() {
        return exchange.destination().tls().speaksTo(endpoint());
    }

    private Endpoint endpoint() {
        var at = endpoint;
        if (at == null) {
            throw new IllegalStateException("no try yet");
        }
        return at;
    }

    @Override
    public String target() {
        int skipped = exchange.destination().route().stripPrefix().length();
        var rest = exchange.target().substring(skipped);
        return rest.isEmpty() || rest.charAt(0) == '?' ? "/" + rest : rest;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public long startNanos() {
        return startNanos;
    }

    @Override
    public long durationNanos() {
        return endNanos - startNanos;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public @Nullable Failure failure() {
        return failure;
    }

    @Override
    public boolean givenUp() {
        return givenUp;
    }
}
