package flotilla.discovery;

import java.util.function.Consumer;

/** Watches a registry for routes that services announce in their metadata. Same contract as {@link UpstreamSource}. */
public interface RouteSource extends AutoCloseable {

    /** Begins to watch and returns at once; called once. */
    void start(Consumer<? super RouteEvent> listener);

    @Override
    void close();
}
