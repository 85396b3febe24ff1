package flotilla.node.http;

import flotilla.node.io.http1.HeaderKind;
import flotilla.node.io.http1.RequestHead;
import flotilla.node.telemetry.TraceContext;
import flotilla.node.telemetry.Tracing;

/**
 * The trace of one request, if there are traces: that of {@code traceparent} where it is valid, else one that begins here.
 *
 * <p>Whoever began a trace decides whether it is recorded. So a client that does not record keeps its fields as they are:
 * a span of ours that nobody ever gets to see would only come between it and the endpoint. Otherwise each try writes a {@code
 * traceparent} of its own, and the endpoint's spans hang below that very try. {@code tracestate} goes on unchanged with the trace that
 * it belongs to, unless it is longer than the specification lets a list be.
 *
 * <p>Whether there are traces, and the share of them, may change meanwhile: a request keeps to what it began with, so that it is recorded
 * with all its tries or not at all.
 */
final class Trace {

    private static final int MOST_MEMBERS = 32;
    private static final int MOST_STATE_BYTES = 4096;
    private static final long RANDOM = 1L << 56;
    private static final int NONE = -1;
    private static final int SEVERAL = -2;

    private final TraceContext context = new TraceContext();

    /** Room for the part of a field that counts, and the byte behind it. */
    private final byte[] scratch = new byte[TraceContext.SIZE + 1];

    private Tracing tracing = Tracing.OFF;
    private boolean on;
    private double share;
    private boolean goesOn;
    private boolean state;

    /** A new request, which has none yet. */
    void clear() {
        if (on) {
            on = false;
            tracing = Tracing.OFF;
            context.clear();
        }
    }

    void begin(Tracing by, RequestHead head, int ioThread) {
        on = true;
        tracing = by;
        share = by.share();
        int line = line(head);
        goesOn = line >= 0 && context.goOn(scratch, head.copyValue(line, scratch), by.id(ioThread));
        if (!goesOn) {
            context.start(by.id(ioThread), by.id(ioThread), by.id(ioThread));
        }
        state = goesOn && fits(head);
    }

    /** Where the one traceparent is; two may contradict each other, and none counts. */
    private static int line(RequestHead head) {
        int found = NONE;
        for (int i = 0; i < head.lines(); i++) {
            if (head.kind(i) == HeaderKind.TRACEPARENT) {
                found = found == NONE ? i : SEVERAL;
            }
        }
        return found;
    }

    private static boolean fits(RequestHead head) {
        int members = 0;
        int size = 0;
        for (int i = 0; i < head.lines(); i++) {
            if (head.kind(i) == HeaderKind.TRACESTATE) {
                members += head.count(i, ',') + 1;
                size += head.valueSize(i);
            }
        }
        return members <= MOST_MEMBERS && size <= MOST_STATE_BYTES;
    }

    Tracing tracing() {
        return tracing;
    }

    TraceContext context() {
        return context;
    }

    boolean on() {
        return on;
    }

    /** Whether the client's traceparent is replaced by that of each try. */
    boolean replaces() {
        return on && !(goesOn && !context.parentSampled());
    }

    /** Whether tracestate goes on. */
    boolean keepsState() {
        return state || !on;
    }

    /**
     * Whether it is recorded: whoever began it says so, or else a part of its id, so that all nodes would say the same. It is
     * OpenTelemetry's consistent sampling: of the id's 56 random bits, a share is recorded that ends at the greatest.
     */
    boolean recorded(Exchange exchange) {
        if (!on || goesOn) {
            return on && context.parentSampled();
        }
        double own = exchange.visibility().traces();
        return (context.low() & RANDOM - 1) >= (1 - (own < 0 ? share : own)) * RANDOM;
    }
}
