package flotilla.node.http;

import flotilla.discovery.Plugged;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a request whose plug-in throws: a 500, whose detail the access log has. The log has where it happened, once
 * a second at most, as one that always throws must not fill the disk besides.
 */
final class PluginTrouble {

    private static final Logger LOG = LoggerFactory.getLogger(PluginTrouble.class);
    private static final long PACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong quietUntil = new AtomicLong(Long.MIN_VALUE);

    /** @param who the part of the configuration that asks for the plug-in, such as {@code stage api_key} */
    Failure of(String who, Throwable thrown, long nowNanos) {
        Plugged.requireContained(thrown);
        long quiet = quietUntil.get();
        boolean due = quiet == Long.MIN_VALUE || nowNanos - quiet >= 0;
        if (due && quietUntil.compareAndSet(quiet, nowNanos + PACE_NANOS)) {
            LOG.warn("{}, or what it called, threw: a request is answered with 500", who, thrown);
        }
        return new Failure(Reason.INTERNAL, who + ": " + thrown);
    }
}
