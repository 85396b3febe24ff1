package flotilla.discovery;

import java.net.URI;
import java.util.List;
import java.util.Objects;

/** What a registry says of the routes that services announce for themselves. */
public sealed interface RouteEvent {

    /** All routes announced now. */
    record Snapshot(List<Announced> routes) implements RouteEvent {
        public Snapshot {
            routes = List.copyOf(routes);
        }
    }

    /** The registry cannot be seen; the last snapshot stays in force. */
    record Stale(String reason) implements RouteEvent {}

    /**
     * A service that wants the requests for a host and path.
     *
     * @param host a name, {@code *.domain} or {@code *}
     * @param path begins with {@code /}
     * @param strip the beginning of the path that its endpoints do not want, or empty
     * @param service its name; names the upstream
     * @param source lists its endpoints
     */
    record Announced(String host, String path, String strip, String service, URI source) {
        public Announced {
            // Copies on disk that were written before there was such a thing do not have it.
            strip = Objects.requireNonNullElse(strip, "");
        }
    }
}
