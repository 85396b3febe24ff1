package flotilla.node.telemetry;

/**
 * Who makes spans of requests and of their tries. Called on the I/O threads: must not block, lock or throw. Whether there are
 * traces is asked for each request, when it begins; without them nobody looks at what clients say of theirs, and it passes as any
 * field. A request that began with a trace has it to its end, also where there are none any more by then.
 */
public interface Tracing {

    /** No traces. */
    Tracing OFF = new Tracing() {
        @Override
        public boolean on() {
            return false;
        }

        @Override
        public double share() {
            return 0;
        }

        @Override
        public long id(int ioThread) {
            return 0;
        }

        @Override
        public void tried(Finished request, FinishedAttempt attempt) {}

        @Override
        public void finished(Finished request) {}
    };

    /** Whether requests that begin now have a trace. */
    boolean on();

    /** The share of traces that begin here to be recorded, 0 to 1, where a route does not say otherwise. */
    double share();

    /** A new random id, never 0; on the I/O thread of this number. */
    long id(int ioThread);

    /** A try at an endpoint has ended, of a request that is recorded. */
    void tried(Finished request, FinishedAttempt attempt);

    /** A request that is recorded has ended; all of its tries have before. */
    void finished(Finished request);
}
