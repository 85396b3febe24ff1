package flotilla.discovery;

import java.net.URI;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Watches one place that lists endpoints, named by a URI such as {@code consul://shop?tag=prod}.
 *
 * <p>Contract, held by {@code UpstreamSourceContract}: events come one at a time, from any thread; each snapshot is
 * whole; two snapshots in a row differ; trouble is a {@link SourceEvent.Stale}, said once per reason, and never ends
 * the watch; after {@link #close()} returns no event comes any more.
 */
public interface UpstreamSource extends AutoCloseable {

    /** Begins to watch and returns at once; called once. What is known at once (a last good copy) may come before it returns. */
    void start(Consumer<? super SourceEvent> listener);

    @Override
    void close();

    /** Opens the sources of some URI schemes; found by {@link java.util.ServiceLoader}. */
    interface Provider {

        Set<String> schemes();

        /**
         * Checks the URI and makes a source that is not started yet. Does no I/O.
         *
         * @throws InvalidValue if the URI is not one this provider understands, saying what it expected
         */
        UpstreamSource open(URI uri, SourceContext context);
    }
}
