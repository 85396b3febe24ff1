package flotilla.discovery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
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
 *
 * <p>Threads: sources speak on their own threads and take turns under the lock, in which the listener hears of it too. A
 * source is started and closed outside of it.
 */
final class Merge implements UpstreamWatch {

    private static final Logger LOG = LoggerFactory.getLogger(Merge.class);

    private final String upstream;
    private final Function<URI, UpstreamSource> opener;
    private final Consumer<? super UpstreamEvent> listener;

    @GuardedBy("this") private List<Part> parts = List.of();

    /** In the union until all parts have spoken. */
    @GuardedBy("this") private List<Part> leaving = List.of();

    /** What is told later; null: it is told at once. */
    @GuardedBy("this") private @Nullable List<UpstreamEvent> held;

    @GuardedBy("this") private @Nullable Upstream last;

    @GuardedBy("this") private boolean closed;

    /** One source, and what it said last. */
    private static final class Part {
        private final URI uri;
        private final UpstreamSource source;
        private List<Endpoint> endpoints = List.of();
        private boolean spoken;

        /** Why it cannot see; empty while it can. */
        private String trouble = "";

        private Part(URI uri, UpstreamSource source) {
            this.uri = uri;
            this.source = source;
        }
    }

    Merge(String upstream, Function<URI, UpstreamSource> opener, Consumer<? super UpstreamEvent> listener) {
        this.upstream = upstream;
        this.opener = opener;
        this.listener = listener;
    }

    @Override
    public synchronized Turn turn(List<URI> uris) {
        if (closed) {
            throw new IllegalStateException("upstream " + upstream + ": watched no more");
        }
        var before = new ArrayList<>(parts);
        var next = new ArrayList<Part>();
        var opened = new ArrayList<Part>();
        for (var uri : uris) {
            var known = before.stream().filter(part -> part.uri.equals(uri)).findFirst();
            known.ifPresent(before::remove);
            next.add(known.orElseGet(() -> {
                var part = new Part(uri, opener.apply(uri));
                opened.add(part);
                return part;
            }));
        }
        return new Replacement(List.copyOf(next), List.copyOf(opened));
    }

    private final class Replacement implements Turn {

        private final List<Part> next;
        private final List<Part> opened;

        private Replacement(List<Part> next, List<Part> opened) {
            this.next = next;
            this.opened = opened;
        }

        @Override
        public void start() {
            opened.forEach(part -> part.source.start(event -> hear(part, event)));
        }

        @Override
        public boolean heard() {
            synchronized (Merge.this) {
                return next.stream().allMatch(part -> part.spoken);
            }
        }

        @Override
        public Optional<Upstream> take() {
            var taken = Merge.this.take(next, opened);
            closeThoseThatLeft();
            return taken;
        }

        @Override
        public void release() {
            Merge.this.release();
        }

        @Override
        public void abandon() {
            opened.forEach(part -> part.source.close());
        }
    }

    private synchronized Optional<Upstream> take(List<Part> next, List<Part> opened) {
        leaving = Stream.concat(leaving.stream(), parts.stream())
                .filter(part -> !next.contains(part))
                .toList();
        parts = next;
        held = new ArrayList<>();
        for (var part : opened) {
            if (!part.trouble.isEmpty()) {
                tellTrouble(part);
            }
        }
        if (parts.stream().noneMatch(part -> part.spoken) && leaving.stream().noneMatch(part -> part.spoken)) {
            return Optional.empty();
        }
        var union = union();
        if (last != null && !union.equals(last)) {
            LOG.info("upstream {}: {} -> {} because its sources were replaced", upstream, names(last), names(union));
        }
        last = union;
        return Optional.of(union);
    }

    private synchronized void release() {
        var events = held;
        held = null;
        if (events != null && !closed) {
            events.forEach(this::tell);
        }
    }

    private void hear(Part part, SourceEvent event) {
        synchronized (this) {
            if (closed) {
                return;
            }
            switch (event) {
                case SourceEvent.Snapshot snapshot -> replace(part, snapshot.endpoints());
                case SourceEvent.Stale stale -> lose(part, stale.reason());
            }
        }
        closeThoseThatLeft();
    }

    /** Outside of the lock, as closing a source waits for what it just says. */
    private void closeThoseThatLeft() {
        List<Part> left;
        synchronized (this) {
            if (leaving.isEmpty() || !parts.stream().allMatch(part -> part.spoken)) {
                return;
            }
            left = leaving;
            leaving = List.of();
        }
        left.forEach(part -> part.source.close());
    }

    @GuardedBy("this") private void replace(Part part, List<Endpoint> endpoints) {
        var seesAgain = !part.trouble.isEmpty();
        part.endpoints = endpoints;
        part.spoken = true;
        part.trouble = "";
        if (!parts.contains(part) && !leaving.contains(part)) {
            return;
        }
        var union = union();
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

    @GuardedBy("this") private Upstream union() {
        boolean whole = parts.stream().allMatch(part -> part.spoken);
        var counting = whole ? parts.stream() : Stream.concat(parts.stream(), leaving.stream());
        return new Upstream(
                upstream, counting.flatMap(part -> part.endpoints.stream()).toList());
    }

    @GuardedBy("this") private void lose(Part part, String reason) {
        part.trouble = reason;
        if (parts.contains(part)) {
            tellTrouble(part);
        }
    }

    @GuardedBy("this") private void tellTrouble(Part part) {
        LOG.info(
                "upstream {}: {} seen -> not seen, its {} endpoints stay: {}",
                upstream,
                part.uri,
                part.endpoints.size(),
                part.trouble);
        tell(new UpstreamEvent.Stale(upstream, part.uri, part.trouble));
    }

    @GuardedBy("this") private void tell(UpstreamEvent event) {
        if (held != null) {
            held.add(event);
            return;
        }
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
        List<Part> all;
        synchronized (this) {
            closed = true;
            all = Stream.concat(parts.stream(), leaving.stream()).toList();
        }
        all.forEach(part -> part.source.close());
    }
}
