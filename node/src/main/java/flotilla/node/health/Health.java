package flotilla.node.health;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Time;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.balance.SlowStart;
import flotilla.node.resilience.Breaker;
import flotilla.node.resilience.BreakerPolicy;
import flotilla.node.tls.EndpointTls;
import flotilla.node.tls.TlsPolicy;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The health of all endpoints of this node, from active checks and from live traffic, and their breakers. What there is to say of one
 * endpoint is decided in {@link EndpointHealth}; this class knows which endpoints are watched, and how.
 *
 * <p>Threads: {@link #watch}, {@link #forget} and {@link #close} may come from any thread and take turns; the rest reads
 * a concurrent map and does not wait.
 */
public final class Health implements AutoCloseable {

    private record Watched(Terms terms, Set<LiveEndpoint> endpoints, OutlierWatch outliers) {}

    private final Time time;
    private final CheckSharing sharing;
    private final BiConsumer<LiveEndpoint, Verdict> listener;
    private final OutlierListener outlierListener;
    private final Map<LiveEndpoint, EndpointHealth> healths = new ConcurrentHashMap<>();

    @GuardedBy("this") private final SplittableRandom random;

    @GuardedBy("this") private final Map<String, Watched> upstreams = new HashMap<>();

    @GuardedBy("this") private boolean closed;

    /**
     * @param seed of the generator that spreads checks over time
     * @param sharing who else checks
     * @param listener hears of every change between up and down exactly once, in order for each endpoint, on a virtual
     *     thread; must be quick
     * @param outlierListener hears what the comparison of endpoints shows
     */
    public Health(
            Time time,
            long seed,
            CheckSharing sharing,
            BiConsumer<LiveEndpoint, Verdict> listener,
            OutlierListener outlierListener) {
        this.sharing = sharing;
        this.time = time;
        this.random = new SplittableRandom(seed);
        this.listener = listener;
        this.outlierListener = outlierListener;
    }

    /** The same with nobody to share the checks with. */
    public Health(Time time, long seed, BiConsumer<LiveEndpoint, Verdict> listener) {
        this(time, seed, CheckSharing.NOBODY, listener, OutlierListener.NONE);
    }

    /**
     * Watches exactly these endpoints of an upstream from now on; who is new is up until shown otherwise, who stays
     * keeps its verdict and counts, also under another policy.
     */
    public synchronized void watch(String upstream, Watching watching, Collection<LiveEndpoint> endpoints) {
        if (closed) {
            return;
        }
        var before = upstreams.get(upstream);
        var terms = before != null && before.terms.same(watching) ? before.terms : Terms.of(watching, time);
        var outliers = before == null ? new OutlierWatch(upstream, watching, time, outlierListener) : before.outliers;
        var now = new Watched(terms, Set.copyOf(endpoints), outliers);
        upstreams.put(upstream, now);
        if (before != null) {
            before.endpoints.stream().filter(e -> !now.endpoints.contains(e)).forEach(this::end);
        }
        for (var endpoint : now.endpoints) {
            healths.computeIfAbsent(
                            endpoint, e -> new EndpointHealth(e, terms, time, random.split(), sharing, listener))
                    .follow(terms);
        }
        outliers.follow(watching, endpoints, healths);
    }

    /** The same without a comparison of endpoints. */
    public void watch(
            String upstream,
            HealthPolicy policy,
            BreakerPolicy breaker,
            EndpointTls tls,
            Collection<LiveEndpoint> endpoints) {
        watch(upstream, new Watching(policy, breaker, OutlierPolicy.OFF, SlowStart.OFF, tls), endpoints);
    }

    /** The same for endpoints that are spoken to as the default policies of breakers and of TLS have it. */
    public void watch(String upstream, HealthPolicy policy, Collection<LiveEndpoint> endpoints) {
        watch(upstream, policy, BreakerPolicy.DEFAULT, EndpointTls.of(TlsPolicy.DEFAULT), endpoints);
    }

    /** Checks all endpoints that are actively checked and of whom nothing is known, besides their turns: one answer decides. */
    public FirstChecks checkAtOnce() {
        return FirstChecks.start(healths.values());
    }

    /** Stops watching an upstream. */
    public synchronized void forget(String upstream) {
        var gone = upstreams.remove(upstream);
        if (gone != null) {
            gone.outliers.close();
            gone.endpoints.forEach(this::end);
        }
    }

    /** Live traffic got an answer below 500. Called on I/O threads. */
    public void succeeded(LiveEndpoint endpoint) {
        var health = healths.get(endpoint);
        if (health != null) {
            health.succeeded();
        }
    }

    /**
     * Live traffic could not connect, got no whole answer, or one of 500 and above. Called on I/O threads.
     *
     * @param status of the answer; 0 if none came
     * @param reason for the verdict, if it comes to that
     */
    public void failed(LiveEndpoint endpoint, int status, String reason) {
        var health = healths.get(endpoint);
        if (health != null) {
            health.failed(status, reason);
        }
    }

    /** The breaker of an endpoint; null if it is not watched. */
    public @Nullable Breaker breaker(LiveEndpoint endpoint) {
        var health = healths.get(endpoint);
        return health == null ? null : health.breaker();
    }

    /** What is known of an endpoint; of one that is not watched, nothing. */
    public Verdict verdict(LiveEndpoint endpoint) {
        var health = healths.get(endpoint);
        return health == null ? Verdict.UNKNOWN : health.verdict();
    }

    /** Ends every check; the listener hears nothing more. */
    @Override
    public synchronized void close() {
        closed = true;
        upstreams.values().forEach(watched -> watched.outliers.close());
        upstreams.clear();
        healths.keySet().forEach(this::end);
    }

    private void end(LiveEndpoint endpoint) {
        var health = healths.remove(endpoint);
        if (health != null) {
            health.end();
        }
    }
}
