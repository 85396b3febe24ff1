package flotilla.ops.tracing;

import flotilla.discovery.Time;
import flotilla.node.telemetry.Finished;
import flotilla.node.telemetry.FinishedAttempt;
import flotilla.node.telemetry.Tracing;
import flotilla.ops.otlp.Identity;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Traces that go to a collector. What the I/O threads do is copy a span and put it into a queue of their own; all else is the
 * exporter's, on its own thread.
 */
public final class Spans implements Tracing, AutoCloseable {

    private final double share;
    private final SplittableRandom[] ids;
    private final SpanQueue[] queues;
    private final SpanExport export;

    private Spans(TracingPolicy policy, int threads, Time time, Identity identity, long seed) {
        this.share = policy.sample();
        var random = new SplittableRandom(seed);
        this.ids = IntStream.range(0, threads).mapToObj(_ -> random.split()).toArray(SplittableRandom[]::new);
        this.queues = IntStream.range(0, threads)
                .mapToObj(_ -> new SpanQueue(policy.queue()))
                .toArray(SpanQueue[]::new);
        this.export = new SpanExport(policy, queues, time, identity);
    }

    /**
     * Begins to export.
     *
     * @param threads I/O threads that will call
     * @param identity whom the collector has them from
     * @param seed of the ids; not one that others could guess or that another node has
     */
    public static Spans start(TracingPolicy policy, int threads, Time time, Identity identity, long seed) {
        var spans = new Spans(policy, threads, time, identity, seed);
        spans.export.start();
        return spans;
    }

    @Override
    public boolean on() {
        return true;
    }

    @Override
    public double share() {
        return share;
    }

    @Override
    public long id(int ioThread) {
        long id = ids[ioThread].nextLong();
        return id == 0 ? 1 : id;
    }

    @Override
    public void tried(Finished request, FinishedAttempt attempt) {
        queues[request.ioThread()].add(SpanCopy.OfAttempt.of(request, attempt));
    }

    @Override
    public void finished(Finished request) {
        queues[request.ioThread()].add(SpanCopy.OfRequest.of(request));
    }

    /** What became of all spans until now. */
    public SpanCounts counts() {
        long dropped = Stream.of(queues).mapToLong(SpanQueue::dropped).sum();
        return new SpanCounts(export.exported(), dropped, export.lost());
    }

    /** Exports what is there, if the collector takes it at once, and ends. */
    @Override
    public void close() {
        export.close();
    }
}
