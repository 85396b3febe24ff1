package flotilla.ops.tracing;

import flotilla.discovery.Time;
import flotilla.node.telemetry.Finished;
import flotilla.node.telemetry.FinishedAttempt;
import flotilla.ops.otlp.Identity;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Spans that go to a collector. What the I/O threads do is copy a span and put it into a queue of their own; all else is the
 * exporter's, on its own thread.
 */
public final class Spans implements AutoCloseable {

    private final SpanQueue[] queues;
    private final SpanExport export;

    private Spans(TracingPolicy policy, int threads, Time time, Identity identity) {
        this.queues = IntStream.range(0, threads)
                .mapToObj(_ -> new SpanQueue(policy.queue()))
                .toArray(SpanQueue[]::new);
        this.export = new SpanExport(policy, queues, time, identity);
    }

    /**
     * Makes the queues; nothing is exported before the {@link #start}.
     *
     * @param threads I/O threads that will call
     * @param identity whom the collector has them from
     */
    public static Spans prepare(TracingPolicy policy, int threads, Time time, Identity identity) {
        return new Spans(policy, threads, time, identity);
    }

    /** Exports from now on, until closed. */
    public void start() {
        export.start();
    }

    /** A try at an endpoint has ended; on the I/O thread of its request. */
    public void tried(Finished request, FinishedAttempt attempt) {
        queues[request.ioThread()].add(SpanCopy.OfAttempt.of(request, attempt));
    }

    /** A request has ended; on its I/O thread. */
    public void finished(Finished request) {
        queues[request.ioThread()].add(SpanCopy.OfRequest.of(request));
    }

    /** What became of all spans until now. */
    public SpanCounts counts() {
        long dropped = Stream.of(queues).mapToLong(SpanQueue::dropped).sum();
        return new SpanCounts(export.exported(), dropped, export.lost());
    }

    /** Exports what is there, with the patience of who goes on, and ends. */
    public void leave() {
        export.leave();
    }

    /** Exports what is there, if the collector takes it at once, and ends. */
    @Override
    public void close() {
        export.close();
    }
}
