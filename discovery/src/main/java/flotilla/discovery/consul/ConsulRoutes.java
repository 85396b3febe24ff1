package flotilla.discovery.consul;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Loop;
import flotilla.discovery.RouteEvent;
import flotilla.discovery.RouteSource;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Voice;
import java.net.URI;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Watches the routes that the services of a registry announce: {@code consul://127.0.0.1:8500}. */
public final class ConsulRoutes implements RouteSource {

    private final ConsulUri uri;
    private final SourceContext context;
    private final Agents agents;

    @GuardedBy("this") private @Nullable Voice<RouteEvent> voice;

    @GuardedBy("this") private @Nullable Loop loop;

    private ConsulRoutes(ConsulUri uri, SourceContext context) {
        this.uri = uri;
        this.context = context;
        this.agents = new Agents(uri.access());
    }

    /** Reads the agents and the parameters from the URI. */
    public static ConsulRoutes of(URI registry, SourceContext context) {
        return new ConsulRoutes(ConsulUri.registry(registry), context);
    }

    @Override
    public synchronized void start(Consumer<? super RouteEvent> listener) {
        var speaker = new Voice<RouteEvent>(listener);
        var lastGood = new LastKnownGood<>(context.state(), "routes", uri.uri(), RouteEvent.Announced.class);
        var watch = new ConsulWatch<>(uri, context, new RouteSubject(uri), agents, speaker, lastGood);
        voice = speaker;
        loop = Loop.start("routes of " + uri.uri(), context.time(), watch);
    }

    @Override
    public synchronized void close() {
        if (voice != null) {
            voice.close();
        }
        if (loop != null) {
            loop.close();
        }
        agents.close();
    }
}
