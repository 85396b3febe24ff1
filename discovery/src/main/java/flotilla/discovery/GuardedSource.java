package flotilla.discovery;

import java.net.URI;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A source that may be somebody else's code: one that throws cannot see, and costs nobody else anything. */
record GuardedSource(URI uri, UpstreamSource source) implements UpstreamSource {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedSource.class);

    @Override
    public void start(Consumer<? super SourceEvent> listener) {
        try {
            source.start(listener);
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            LOG.error("source {} threw as it began to watch", uri, e);
            listener.accept(new SourceEvent.Stale("it threw as it began to watch: " + e));
        }
    }

    @Override
    public void close() {
        try {
            source.close();
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            LOG.error("source {} threw as it was closed", uri, e);
        }
    }
}
