package flotilla.discovery.file;

import flotilla.discovery.SourceContext;
import flotilla.discovery.SourceEvent;
import flotilla.discovery.SourceUri;
import flotilla.discovery.UpstreamSource;
import flotilla.discovery.Watching;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Watches a YAML file of endpoints: {@code file:upstreams.yaml}, {@code file:/etc/flotilla/upstreams.yaml#web}.
 *
 * <p>It looks at the file every {@code interval} (1 s). A file that is missing or cannot be understood is said to be stale;
 * what it said before stays in force, and the next good content is taken as soon as it is there.
 */
public final class FileSource implements UpstreamSource {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final FileContent content;
    private final Optional<String> upstream;
    private final Duration interval;
    private final Watching<SourceEvent> watching;

    private FileSource(SourceUri uri, Path path, Optional<String> upstream, SourceContext context) {
        this.watching = new Watching<>(uri.uri().toString(), uri.uri(), context);
        this.content = new FileContent(path);
        this.upstream = upstream;
        this.interval = uri.duration("interval", INTERVAL);
        uri.require(interval.compareTo(Duration.ofMillis(10)) >= 0, "an interval of 10ms or more");
    }

    /** Reads the path and the upstream's name from {@code file:path[?upstream=name&interval=1s][#name]}. */
    public static FileSource of(URI uri, SourceContext context) {
        var parts = SourceUri.of(uri).onlyParameters(Set.of("upstream", "interval"));
        parts.require(parts.authority().isEmpty() && !parts.path().isEmpty(), "file:path or file:///absolute/path");
        return new FileSource(parts, path(parts), parts.fragment().or(() -> parts.parameter("upstream")), context);
    }

    @Override
    public void start(Consumer<? super SourceEvent> listener) {
        watching.start(listener, (voice, sight) -> new FileRound(content, upstream, interval, voice, sight));
    }

    @Override
    public void close() {
        watching.close();
    }

    private static Path path(SourceUri uri) {
        try {
            return Path.of(uri.path());
        } catch (InvalidPathException e) {
            throw uri.refusal("a path; " + e.getReason());
        }
    }

    /** Understands {@code file:}. */
    public static final class Provider implements UpstreamSource.Provider {

        @Override
        public Set<String> schemes() {
            return Set.of("file");
        }

        @Override
        public UpstreamSource open(URI uri, SourceContext context) {
            return of(uri, context);
        }
    }
}
