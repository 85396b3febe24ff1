package flotilla.node.resilience;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import flotilla.discovery.InvalidValue;
import flotilla.discovery.Time;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Requests per minute and client: the first N of a minute pass, those above it are refused until the minute is over.
 *
 * <p>A client's minutes follow one another from its first request. All N may come at once; over the seam of two minutes
 * up to 2 N can come within less than a minute, but never more than N in one of them. A client is an IPv4 address or an
 * IPv6 network of 64 bits, which is what one subscriber gets. At most {@value #MAX_CLIENTS} clients are remembered, each
 * until two minutes after its last request; who is forgotten begins anew.
 *
 * <p>Threads: any. Each client has a limiter of Resilience4j, kept from its two habits that would hold up an I/O thread.
 * It waits for a permission: the timeout is zero, and a client that has none left is refused by a look that changes
 * nothing. And two threads that change one limiter at one moment make one of them pause for a moment: since refusals
 * change nothing, that can happen to the N requests of a client that pass, not to a flood. The limiter reads the clock
 * that its callers have read already, the newest moment of all, because it takes a step back in time for a spent minute.
 */
public final class ClientLimits {

    /** About 40 MB when all are in use. */
    static final int MAX_CLIENTS = 65_536;

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration REMEMBERED = WINDOW.multipliedBy(2);

    /** 100::/8 of IPv6 is reserved (RFC 6666 for its only use), so no IPv6 client gets the key of an IPv4 one. */
    private static final long IPV4 = 1L << 56;

    private final int perMinute;
    private final RateLimiterConfig config;
    private final Cache<Long, Client> clients;

    private static final class Client {
        private final AtomicLong newest;
        private final AtomicRateLimiter limiter;

        Client(RateLimiterConfig config, long nanos) {
            newest = new AtomicLong(nanos);
            limiter = new AtomicRateLimiter("client", config, Map.of(), newest::get);
        }

        AtomicRateLimiter at(long nanos) {
            long before = newest.get();
            while (nanos - before > 0 && !newest.compareAndSet(before, nanos)) {
                before = newest.get();
            }
            return limiter;
        }
    }

    /** @param perMinute requests that pass; 0: no limit */
    public ClientLimits(int perMinute, Time time) {
        InvalidValue.require(perMinute >= 0, "perMinute", perMinute, ">= 0, 0 for no limit");
        this.perMinute = perMinute;
        this.config = RateLimiterConfig.custom()
                .limitForPeriod(Math.max(1, perMinute))
                .limitRefreshPeriod(WINDOW)
                .timeoutDuration(Duration.ZERO)
                .writableStackTraceEnabled(false)
                .build();
        this.clients = Caffeine.newBuilder()
                .maximumSize(MAX_CLIENTS)
                .expireAfterAccess(REMEMBERED)
                .ticker(time::nanos)
                // A few entries at a time; handing that to another thread would cost a wake-up every few requests.
                .executor(Runnable::run)
                .build();
    }

    /**
     * Counts a request and answers 0, or says that it is one too many and in how many seconds, rounded up, the client's
     * next minute begins. Never waits.
     *
     * @param nanos now, on the clock of {@link Time#nanos()}
     */
    public long secondsUntil(InetAddress client, long nanos) {
        if (perMinute == 0) {
            return 0;
        }
        var limiter = limiterOf(client, nanos);
        if (limiter.getMetrics().getAvailablePermissions() > 0 && limiter.acquirePermission(1)) {
            return 0;
        }
        long wait = limiter.getDetailedMetrics().getNanosToWait();
        return Math.max(1, Math.ceilDiv(wait, Duration.ofSeconds(1).toNanos()));
    }

    /** Clients remembered now. */
    public long clients() {
        clients.cleanUp();
        return clients.estimatedSize();
    }

    private AtomicRateLimiter limiterOf(InetAddress address, long nanos) {
        Long key = keyOf(address);
        var client = clients.getIfPresent(key);
        if (client == null) {
            client = clients.get(key, k -> new Client(config, nanos));
        }
        return client.at(nanos);
    }

    private static long keyOf(InetAddress client) {
        var bytes = ByteBuffer.wrap(client.getAddress());
        return client instanceof Inet4Address ? IPV4 | bytes.getInt() & 0xffff_ffffL : bytes.getLong();
    }
}
