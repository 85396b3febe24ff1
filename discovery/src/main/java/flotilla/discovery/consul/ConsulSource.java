package flotilla.discovery.consul;

import flotilla.discovery.Endpoint;
import flotilla.discovery.SourceContext;
import flotilla.discovery.SourceEvent;
import flotilla.discovery.UpstreamSource;
import flotilla.discovery.Watching;
import java.net.URI;
import java.util.function.Consumer;

/** Watches the instances of one service: {@code consul://shop?tag=prod}. {@link ConsulWatch} says how. */
public final class ConsulSource implements UpstreamSource {

    private final ConsulUri uri;
    private final SourceContext context;
    private final Agents agents;
    private final Watching<SourceEvent> watching;

    private ConsulSource(ConsulUri uri, SourceContext context) {
        this.uri = uri;
        this.context = context;
        this.agents = new Agents(uri.access());
        this.watching = new Watching<>(uri.uri().toString(), uri.uri(), context);
    }

    /** Reads the service, the agents and the parameters from the URI. */
    public static ConsulSource of(URI uri, SourceContext context) {
        return new ConsulSource(ConsulUri.service(uri), context);
    }

    @Override
    public void start(Consumer<? super SourceEvent> listener) {
        var service = uri.service().orElseThrow();
        var longest = uri.pacing().longest();
        var subject = new ServiceSubject(service, uri.query(), new FlapDamping(context.time()), longest);
        var lastGood = new LastKnownGood<>(context.state(), service, uri.uri(), Endpoint.class);
        watching.start(
                listener, (voice, sight) -> new ConsulWatch<>(uri, context, subject, agents, voice, lastGood, sight));
    }

    @Override
    public void close() {
        watching.close();
        agents.close();
    }
}
