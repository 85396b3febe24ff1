package flotilla.discovery.dns;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Backoff;
import flotilla.discovery.Loop;
import flotilla.discovery.SourceContext;
import flotilla.discovery.SourceEvent;
import flotilla.discovery.UpstreamSource;
import flotilla.discovery.Voice;
import java.net.URI;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Watches the addresses of a name, or the targets of a service, in DNS. {@link DnsUri} says what the URIs look like. */
public final class DnsSource implements UpstreamSource {

    private final DnsUri uri;
    private final SourceContext context;

    @GuardedBy("this") private @Nullable Voice<SourceEvent> voice;

    @GuardedBy("this") private @Nullable Loop loop;

    private DnsSource(DnsUri uri, SourceContext context) {
        this.uri = uri;
        this.context = context;
    }

    /** Reads {@code dns://...} or {@code srv://...}. */
    public static DnsSource of(URI uri, SourceContext context) {
        return new DnsSource(DnsUri.of(uri), context);
    }

    @Override
    public synchronized void start(Consumer<? super SourceEvent> listener) {
        var speaker = new Voice<SourceEvent>(listener);
        var names = new Names(uri);
        var backoff =
                new Backoff(new SplittableRandom(context.seed() ^ uri.uri().hashCode()));
        var round = new DnsRound(uri, () -> Listing.of(uri, names), speaker, backoff);
        voice = speaker;
        loop = Loop.start(uri.uri().toString(), context.time(), round);
    }

    @Override
    public synchronized void close() {
        if (voice != null) {
            voice.close();
        }
        if (loop != null) {
            loop.close();
        }
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
