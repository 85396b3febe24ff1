package flotilla.ops.process;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a node that has left Consul still serves those who asked DNS before: what the configuration says, otherwise the
 * TTL of the answers and a second on top, for the way there and back; a second where the TTL is not known.
 */
final class LeaveWait {

    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private LeaveWait() {}

    /** @param ttl as the registry says; what is longer than a minute has to be configured */
    static Duration of(Optional<Duration> configured, Optional<Duration> ttl) {
        var derived = ttl.map(MOMENT::plus).orElse(MOMENT);
        return configured.orElse(derived.compareTo(LONGEST) > 0 ? LONGEST : derived);
    }
}
