package flotilla.discovery.consul;

import flotilla.discovery.RouteEvent;
import flotilla.discovery.RouteSource;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Watching;
import java.net.URI;
import java.util.function.Consumer;

/** Watches the routes that the services of a registry announce: {@code consul://127.0.0.1:8500}. */
public final class ConsulRoutes implements RouteSource {

    private final ConsulUri uri;
    private final SourceContext context;
    private final Agents agents;
    private final Watching<RouteEvent> watching;

    private ConsulRoutes(ConsulUri uri, SourceContext context) {
        this.uri = uri;
        this.context = context;
        this.agents = new Agents(uri.access());
        this.watching = new Watching<>("routes of " + uri.uri(), uri.uri(), context);
    }

    /** Reads the agents and the parameters from the URI. */
    public static ConsulRoutes of(URI registry, SourceContext context) {
        return new ConsulRoutes(ConsulUri.registry(registry), context);
    }

    @Override
    public void start(Consumer<? super RouteEvent> listener) {
        var lastGood = new LastKnownGood<>(context.state(), "routes", uri.uri(), RouteEvent.Announced.class);
        watching.start(
                listener,
                (voice, sight) ->
                        new ConsulWatch<>(uri, context, new RouteSubject(uri), agents, voice, lastGood, sight));
    }

    @Override
    public void close() {
        watching.close();
        agents.close();
    }
}
