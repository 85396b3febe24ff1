package flotilla.node.resilience;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import flotilla.discovery.InvalidValue;
import flotilla.discovery.Time;
import flotilla.node.cluster.SharedLimit;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests per minute and client: the first N of a minute pass, those above it are refused until the minute is over.
 *
 * <p>A client's minutes follow one another from its first request. All N may come at once; over the seam of two minutes
 * up to 2 N can come within less than a minute, but never more than N in one of them. A client is an IPv4 address or an
 * IPv6 network of 64 bits, which is what one subscriber gets. At most {@value #MAX_CLIENTS} clients are remembered, each
 * until two minutes after its last request; who is forgotten begins anew.
 *
 * <p>Over a fleet a client has one limit, if it is one of the few that ask most ({@link #heaviest}): nodes tell each other
 * what these ask for, and each lets pass its part. A client is one of them once it has asked for an eighth of its limit. What
 * it may get above the limit is therefore an eighth at each node that does not know it yet, and what it can send to all
 * within the tenth of a second that it takes to tell; a client of one node alone is limited as without a fleet.
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

    /** How many clients the other nodes are told of: some hundred bytes of a report. */
    static final int TOLD = 64;

    /** How many may become one of those. */
    private static final int MAX_HEAVY = 1024;

    private static final int HEAVY_PART = 8;
    private static final Duration REMEMBERED = ClientLimit.WINDOW.multipliedBy(2);
    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    /** 100::/8 of IPv6 is reserved (RFC 6666 for its only use), so no IPv6 client gets the key of an IPv4 one. */
    private static final long IPV4 = 1L << 56;

    private final int perMinute;
    private final RateLimiterConfig config;
    private final Cache<Long, ClientLimit> clients;
    private final Map<Long, ClientLimit> heavy = new ConcurrentHashMap<>();
    private final int heavyFrom;
    private final Time time;

    /** Whether there is anybody to tell. */
    private volatile boolean told;

    /** @param perMinute requests that pass; 0: no limit */
    public ClientLimits(int perMinute, Time time) {
        InvalidValue.require(perMinute >= 0, "perMinute", perMinute, ">= 0, 0 for no limit");
        this.perMinute = perMinute;
        this.heavyFrom = Math.max(1, perMinute / HEAVY_PART);
        this.time = time;
        this.config = RateLimiterConfig.custom()
                .limitForPeriod(Math.max(1, perMinute))
                .limitRefreshPeriod(ClientLimit.WINDOW)
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
        Long key = keyOf(client);
        var limit = limitOf(key, nanos);
        long wait = limit.nanosUntil(nanos);
        if (told && !limit.heavy() && limit.uncounted() >= heavyFrom && heavy.size() < MAX_HEAVY) {
            limit.heavy(true);
            limit.countUntil(nanos);
            heavy.put(key, limit);
        }
        return Math.ceilDiv(wait, NANOS_PER_SECOND);
    }

    /**
     * The clients that ask most, for those who share limits over a fleet; called again and again by one thread, which counts
     * them thereby. Who asks for less than a part of the limit is none of them.
     */
    public List<SharedLimit> heaviest() {
        told = true;
        long now = time.nanos();
        heavy.values().forEach(client -> client.countUntil(now));
        heavy.values().removeIf(this::isLight);
        var ranked = heavy.values().stream()
                .sorted(Comparator.comparingDouble(ClientLimit::demand).reversed())
                .toList();
        var heaviest = ranked.subList(0, Math.min(TOLD, ranked.size()));
        ranked.subList(heaviest.size(), ranked.size()).forEach(ClientLimit::alone);
        return List.copyOf(heaviest);
    }

    private boolean isLight(ClientLimit client) {
        boolean light = client.demand() * ClientLimit.WINDOW.toSeconds() * HEAVY_PART < heavyFrom;
        if (light) {
            client.alone();
            client.heavy(false);
        }
        return light;
    }

    /** Clients remembered now. */
    public long clients() {
        clients.cleanUp();
        return clients.estimatedSize();
    }

    private ClientLimit limitOf(Long key, long nanos) {
        var client = clients.getIfPresent(key);
        return client == null ? clients.get(key, newcomer -> new ClientLimit(newcomer, config, nanos)) : client;
    }

    private static long keyOf(InetAddress client) {
        var bytes = ByteBuffer.wrap(client.getAddress());
        return client instanceof Inet4Address ? IPV4 | bytes.getInt() & 0xffff_ffffL : bytes.getLong();
    }
}
