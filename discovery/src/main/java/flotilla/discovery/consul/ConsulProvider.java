package flotilla.discovery.consul;

import flotilla.discovery.Registration;
import flotilla.discovery.RouteSource;
import flotilla.discovery.ServiceEntry;
import flotilla.discovery.SharedText;
import flotilla.discovery.SourceContext;
import flotilla.discovery.UpstreamSource;
import java.net.URI;
import java.util.Set;

/** Understands {@code consul:} as a list of endpoints, as a list of routes, as a place to register and to share a text. */
public final class ConsulProvider
        implements UpstreamSource.Provider, RouteSource.Provider, Registration.Provider, SharedText.Provider {

    @Override
    public Set<String> schemes() {
        return Set.of("consul");
    }

    @Override
    public UpstreamSource open(URI uri, SourceContext context) {
        return ConsulSource.of(uri, context);
    }

    @Override
    public RouteSource openRoutes(URI registry, SourceContext context) {
        return ConsulRoutes.of(registry, context);
    }

    @Override
    public Registration open(URI registry, ServiceEntry entry, SourceContext context) {
        return ConsulRegistration.open(registry, entry, context);
    }

    @Override
    public SharedText openText(URI registry, String key, SourceContext context) {
        return ConsulText.of(registry, key, context);
    }
}
