package flotilla.node.cluster;

import flotilla.discovery.Loop;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fleet's ticks, which go on whatever one of them throws.
 *
 * @param tick tells how long to wait for the next one
 * @param afterTrouble how long to wait after one that threw
 */
record Ticks(Supplier<Duration> tick, Duration afterTrouble) implements Loop.Round {

    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

    @Override
    public Duration run() {
        return tick.get();
    }

    @Override
    public Duration failed(Throwable cause) {
        LOG.error("fleet: a tick failed; it goes on", cause);
        return afterTrouble;
    }
}
