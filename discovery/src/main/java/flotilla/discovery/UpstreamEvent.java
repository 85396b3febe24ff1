package flotilla.discovery;

import java.net.URI;

/** What the sources of one upstream say together. */
public sealed interface UpstreamEvent {

    String upstream();

    /** The endpoints of all its sources; of a stale one those of its last snapshot. */
    record Changed(Upstream current) implements UpstreamEvent {
        @Override
        public String upstream() {
            return current.name();
        }
    }

    /** One of its sources cannot see; nothing changes. */
    record Stale(String upstream, URI source, String reason) implements UpstreamEvent {}
}
