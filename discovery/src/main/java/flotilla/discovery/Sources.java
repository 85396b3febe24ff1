package flotilla.discovery;

import java.net.URI;
import java.util.List;
import java.util.function.Consumer;

/** Opens sources by their URIs and puts those that feed one upstream together. */
public final class Sources {

    private Sources() {}

    /** With every provider that {@link java.util.ServiceLoader} finds. */
    public static Sources load(SourceContext context) {
        context.seed();
        return new Sources();
    }

    /** Checks a URI as {@link #watch} would. */
    public void check(URI uri) {
        InvalidValue.require(uri.isAbsolute(), "source", uri, "a known scheme");
    }

    /** Watches all of {@code uris} for one upstream until the result is closed. */
    public Watch watch(String upstream, List<URI> uris, Consumer<? super UpstreamEvent> listener) {
        return () -> {};
    }

    /** Watches the routes that services announce in the registry at {@code uri}, such as {@code consul://127.0.0.1:8500}. */
    public Watch watchRoutes(URI uri, Consumer<? super RouteEvent> listener) {
        return () -> {};
    }

    /** Ends a watch; nothing is heard of it afterwards. */
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
