package flotilla.node.cluster.directory;

import flotilla.discovery.Loop;
import flotilla.discovery.Time;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many members there should be, counted again and again on a thread of its own, as names may have to be looked up. It
 * is what keeps the sides of a fleet that falls apart from taking the whole of a limit each.
 */
public final class Expectation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Expectation.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final KnownMembers known;
    private final Own own;
    private final Loop loop;

    private volatile int members;

    /** Where this member is for the others; may look a name up, and fail. */
    @FunctionalInterface
    public interface Own {
        InetSocketAddress address() throws IOException;
    }

    public Expectation(KnownMembers known, Own own, Time time) {
        this.known = known;
        this.own = own;
        this.loop = Loop.start("members", time, new Count());
    }

    /** This one included; 0 as long as nothing is known. */
    public int members() {
        return members;
    }

    @Override
    public void close() {
        loop.close();
    }

    private final class Count implements Loop.Round {

        @Override
        public Duration run() throws IOException {
            int before = members;
            int now = known.expected(own.address());
            members = now;
            if (now != before) {
                LOG.info("cluster: {} members are expected, before {}", now, before);
            }
            return PAUSE;
        }

        @Override
        public Duration failed(Throwable cause) {
            LOG.debug("cluster: the members could not be counted; it stays at {}", members, cause);
            return PAUSE;
        }
    }
}
