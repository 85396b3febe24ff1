package flotilla.discovery.consul;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Endpoint;
import flotilla.discovery.Loop;
import flotilla.discovery.SourceContext;
import flotilla.discovery.SourceEvent;
import flotilla.discovery.UpstreamSource;
import flotilla.discovery.Voice;
import java.net.URI;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Watches the instances of one service: {@code consul://shop?tag=prod}. {@link ConsulWatch} says how. */
public final class ConsulSource implements UpstreamSource {

    private final ConsulUri uri;
    private final SourceContext context;
    private final Agents agents;

    @GuardedBy("this") private @Nullable Voice<SourceEvent> voice;

    @GuardedBy("this") private @Nullable Loop loop;

    private ConsulSource(ConsulUri uri, SourceContext context) {
        this.uri = uri;
        this.context = context;
        this.agents = new Agents(uri.access());
    }

    /** Reads the service, the agents and the parameters from the URI. */
    public static ConsulSource of(URI uri, SourceContext context) {
        return new ConsulSource(ConsulUri.service(uri), context);
    }

    @Override
    public synchronized void start(Consumer<? super SourceEvent> listener) {
        var service = uri.service().orElseThrow();
        var speaker = new Voice<SourceEvent>(listener);
        var subject = new ServiceSubject(
                service,
                uri.query(),
                new FlapDamping(context.time()),
                uri.pacing().longest());
        var lastGood = new LastKnownGood<>(context.state(), service, uri.uri(), Endpoint.class);
        var watch = new ConsulWatch<>(uri, context, subject, agents, speaker, lastGood);
        voice = speaker;
        loop = Loop.start(uri.uri().toString(), context.time(), watch);
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
