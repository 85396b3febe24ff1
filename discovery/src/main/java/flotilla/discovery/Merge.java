package flotilla.discovery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several sources as one upstream: the union of what each said last, in the order of the sources. A source that has not
 * spoken holds nobody up, and one that cannot see keeps its last snapshot in the union.
 *
 * <p>A union equal to the one before is not said again, with one exception: a source that was stale and sees again is
 * worth a word, even if nothing changed.
 */
final class Merge implements Sources.Watch {

    private static final Logger LOG = LoggerFactory.getLogger(Merge.class);

    private final String upstream;
    private final Consumer<? super UpstreamEvent> listener;
    private final List<Part> parts;

    @GuardedBy("this") private @Nullable Upstream last;

    @GuardedBy("this") private boolean closed;

    /** One source, and what it said last. */
    private static final class Part {
        private final URI uri;
        private final UpstreamSource source;
        private List<Endpoint> endpoints = List.of();
        private boolean stale;

        private Part(URI uri, UpstreamSource source) {
            this.uri = uri;
            this.source = source;
        }
    }

    Merge(String upstream, List<URI> uris, List<UpstreamSource> sources, Consumer<? super UpstreamEvent> listener) {
        this.upstream = upstream;
        this.listener = listener;
        var list = new ArrayList<Part>();
        for (var i = 0; i < uris.size(); i++) {
            list.add(new Part(uris.get(i), sources.get(i)));
        }
        this.parts = List.copyOf(list);
    }

    Merge start() {
        for (var part : parts) {
            part.source.start(event -> hear(part, event));
        }
        return this;
    }

    private synchronized void hear(Part part, SourceEvent event) {
        if (closed) {
            return;
        }
        switch (event) {
            case SourceEvent.Snapshot snapshot -> replace(part, snapshot.endpoints());
            case SourceEvent.Stale stale -> lose(part, stale.reason());
        }
    }

    @GuardedBy("this") private void replace(Part part, List<Endpoint> endpoints) {
        var seesAgain = part.stale;
        part.endpoints = endpoints;
        part.stale = false;
        var union = new Upstream(
                upstream,
                parts.stream().flatMap(each -> each.endpoints.stream()).toList());
        if (!union.equals(last) || seesAgain) {
            LOG.info(
                    "upstream {}: {} -> {} because {} {}",
                    upstream,
                    last == null ? "nothing known" : names(last),
                    names(union),
                    part.uri,
                    seesAgain ? "can be seen again" : "says so");
            last = union;
            tell(new UpstreamEvent.Changed(union));
        }
    }

    @GuardedBy("this") private void lose(Part part, String reason) {
        part.stale = true;
        LOG.info(
                "upstream {}: {} seen -> not seen, its {} endpoints stay: {}",
                upstream,
                part.uri,
                part.endpoints.size(),
                reason);
        tell(new UpstreamEvent.Stale(upstream, part.uri, reason));
    }

    private void tell(UpstreamEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            LOG.error("upstream {}: whoever listens failed on {}", upstream, event, e);
        }
    }

    private static String names(Upstream union) {
        var shown = union.endpoints().stream().limit(20).map(Merge::name);
        var more = union.endpoints().size() - 20;
        var all = more > 0 ? Stream.concat(shown, Stream.of("and " + more + " more")) : shown;
        return all.collect(Collectors.joining(", ", "[", "]"));
    }

    private static String name(Endpoint endpoint) {
        var weight = endpoint.weight() == 1 ? "" : " weight " + endpoint.weight();
        return switch (endpoint.condition()) {
            case SERVING -> endpoint.authority() + weight;
            case DRAINING -> endpoint.authority() + weight + " draining";
            case FAILING -> endpoint.authority() + weight + " failing";
        };
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        for (var part : parts) {
            part.source.close();
        }
    }
}
