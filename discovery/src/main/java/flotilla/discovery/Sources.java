package flotilla.discovery;

import java.net.URI;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** Opens sources by their URIs and puts those that feed one upstream together. */
public final class Sources {

    private final SourceContext context;
    private final Schemes<UpstreamSource.Provider> upstreams;
    private final Schemes<RouteSource.Provider> routes;
    private final Schemes<Registration.Provider> registries;
    private final Schemes<SharedText.Provider> texts;

    private Sources(
            SourceContext context,
            Schemes<UpstreamSource.Provider> upstreams,
            Schemes<RouteSource.Provider> routes,
            Schemes<Registration.Provider> registries,
            Schemes<SharedText.Provider> texts) {
        this.context = context;
        this.upstreams = upstreams;
        this.routes = routes;
        this.registries = registries;
        this.texts = texts;
    }

    /** With every provider that {@link java.util.ServiceLoader} finds. */
    public static Sources load(SourceContext context) {
        return of(
                context,
                all(UpstreamSource.Provider.class),
                all(RouteSource.Provider.class),
                all(Registration.Provider.class),
                all(SharedText.Provider.class));
    }

    /** With these providers; of two for one scheme the first counts. */
    public static Sources of(
            SourceContext context,
            List<UpstreamSource.Provider> upstreams,
            List<RouteSource.Provider> routes,
            List<Registration.Provider> registries) {
        return of(context, upstreams, routes, registries, List.of());
    }

    private static Sources of(
            SourceContext context,
            List<UpstreamSource.Provider> upstreams,
            List<RouteSource.Provider> routes,
            List<Registration.Provider> registries,
            List<SharedText.Provider> texts) {
        return new Sources(
                context,
                Schemes.of(upstreams, UpstreamSource.Provider::schemes),
                Schemes.of(routes, RouteSource.Provider::schemes),
                Schemes.of(registries, Registration.Provider::schemes),
                Schemes.of(texts, SharedText.Provider::schemes));
    }

    /**
     * Checks a URI as {@link #watch} would.
     *
     * @throws InvalidValue naming the URI and what was expected
     */
    public void check(URI uri) {
        open(uri).close();
    }

    /**
     * Watches all of {@code uris} for one upstream until the result is closed. Each source adds its endpoints as soon as it
     * speaks; the listener hears one event at a time, from any thread.
     *
     * @throws InvalidValue if one of the URIs is not understood; then none is watched
     */
    public UpstreamWatch watch(String upstream, List<URI> uris, Consumer<? super UpstreamEvent> listener) {
        var watch = prepare(upstream, listener);
        var turn = watch.turn(uris);
        turn.take();
        turn.release();
        turn.start();
        return watch;
    }

    private UpstreamSource open(URI uri) {
        var provider = upstreams.find(uri);
        var source = Plugged.made("source", uri.toString(), "source", () -> provider.open(uri, context));
        return new GuardedSource(uri, source);
    }

    /** A watch of nothing yet; {@link UpstreamWatch#turn} names its sources. */
    public UpstreamWatch prepare(String upstream, Consumer<? super UpstreamEvent> listener) {
        return new Merge(upstream, this::open, listener);
    }

    /**
     * Watches the routes that services announce in the registry at {@code uri}, such as {@code consul://127.0.0.1:8500}.
     *
     * @throws InvalidValue naming the URI and what was expected
     */
    public Watch watchRoutes(URI uri, Consumer<? super RouteEvent> listener) {
        return new RouteWatch(uri, routes.find(uri).openRoutes(uri, context), listener).start();
    }

    /**
     * Keeps an entry of our own in the registry at {@code registry}, such as {@code consul://127.0.0.1:8500}, until the
     * result is closed. Returns at once; a registry that is down is asked again until it answers.
     *
     * @throws InvalidValue naming the URI and what was expected
     */
    public Registration register(URI registry, ServiceEntry entry) {
        return registries.find(registry).open(registry, entry, context);
    }

    /**
     * The text under a key of the registry at {@code registry}, such as {@code consul://127.0.0.1:8500}; not watched yet.
     *
     * @throws InvalidValue naming the URI or the key and what was expected
     */
    public SharedText text(URI registry, String key) {
        return texts.find(registry).openText(registry, key, context);
    }

    /** How well each source that is watched now sees. */
    public List<Sight> sights() {
        return context.sights().all();
    }

    private static <P> List<P> all(Class<P> port) {
        return ServiceLoader.load(port).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** Ends a watch; nothing is heard of it afterwards. */
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
