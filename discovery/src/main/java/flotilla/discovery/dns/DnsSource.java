package flotilla.discovery.dns;

import flotilla.discovery.Backoff;
import flotilla.discovery.SourceContext;
import flotilla.discovery.SourceEvent;
import flotilla.discovery.UpstreamSource;
import flotilla.discovery.Watching;
import java.net.URI;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Watches the addresses of a name, or the targets of a service, in DNS. {@link DnsUri} says what the URIs look like. */
public final class DnsSource implements UpstreamSource {

    private final DnsUri uri;
    private final SourceContext context;
    private final Watching<SourceEvent> watching;

    private DnsSource(DnsUri uri, SourceContext context) {
        this.uri = uri;
        this.context = context;
        this.watching = new Watching<>(uri.uri().toString(), uri.uri(), context);
    }

    /** Reads {@code dns://...} or {@code srv://...}. */
    public static DnsSource of(URI uri, SourceContext context) {
        return new DnsSource(DnsUri.of(uri), context);
    }

    @Override
    public void start(Consumer<? super SourceEvent> listener) {
        var names = new Names(uri);
        var backoff =
                new Backoff(new SplittableRandom(context.seed() ^ uri.uri().hashCode()));
        watching.start(
                listener, (voice, sight) -> new DnsRound(uri, () -> Listing.of(uri, names), voice, backoff, sight));
    }

    @Override
    public void close() {
        watching.close();
    }

    /** Understands {@code dns:} and {@code srv:}. */
    public static final class Provider implements UpstreamSource.Provider {

        @Override
        public Set<String> schemes() {
            return Set.of("dns", "srv");
        }

        @Override
        public UpstreamSource open(URI uri, SourceContext context) {
            return of(uri, context);
        }
    }
}
