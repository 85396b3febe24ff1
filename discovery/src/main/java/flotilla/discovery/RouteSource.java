package flotilla.discovery;

import java.net.URI;
import java.util.Set;
import java.util.function.Consumer;

/** Watches a registry for routes that services announce in their metadata. Same contract as {@link UpstreamSource}. */
public interface RouteSource extends AutoCloseable {

    /** Begins to watch and returns at once; called once. */
    void start(Consumer<? super RouteEvent> listener);

    @Override
    void close();

    /** Opens the registries of some URI schemes; found by {@link java.util.ServiceLoader}. */
    interface Provider {

        Set<String> schemes();

        /**
         * Checks the URI and makes a source that is not started yet. Does no I/O.
         *
         * @throws InvalidValue if the URI is not one this provider understands, saying what it expected
         */
        RouteSource openRoutes(URI registry, SourceContext context);
    }
}
