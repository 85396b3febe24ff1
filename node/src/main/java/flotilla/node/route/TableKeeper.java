package flotilla.node.route;

import flotilla.discovery.Plugged;
import flotilla.discovery.RouteEvent;
import flotilla.discovery.Time;
import flotilla.discovery.Upstream;
import flotilla.discovery.UpstreamEvent;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.FleetHealth;
import flotilla.node.cluster.FleetLimits;
import flotilla.node.health.Findings;
import flotilla.node.health.Health;
import flotilla.node.health.Verdict;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds everything that changes into the next {@link RouteTable} and publishes it by one volatile write. One thread
 * handles all events in order, so no state behind a table needs a lock, and a burst of events makes one table.
 */
public final class TableKeeper implements AutoCloseable {

    private static final long RAMP_PACE_NANOS = Duration.ofMillis(100).toNanos();
    private static final Logger LOG = LoggerFactory.getLogger(TableKeeper.class);

    /** What the keeper asks of the node around it. Called on the keeper's thread. */
    public interface Surroundings {

        /** Nobody lists the endpoint any more. */
        void retired(LiveEndpoint endpoint);

        /** A service announced itself: its endpoints are to be watched, as an upstream of this name. */
        void wanted(String upstream, URI source);

        /** Nobody refers to a service's upstream any more. */
        void unwanted(String upstream);
    }

    private final LinkedBlockingQueue<TableEvent> mailbox = new LinkedBlockingQueue<>();
    private final Map<String, LiveUpstream> upstreams = new LinkedHashMap<>();
    private final Map<LiveEndpoint, Verdict> down = new HashMap<>();
    private final Announcements announcements = new Announcements();
    private final Set<String> services = new LinkedHashSet<>();
    private final List<LiveEndpoint> retired = new ArrayList<>();
    private final List<CompletableFuture<RouteTable>> awaited = new ArrayList<>();
    private FleetHealth fleet = FleetHealth.NONE;
    private Overrides overrides = Overrides.NONE;
    private TableConfig config;
    private final Health health;
    private final FleetLimits limits;
    private final Surroundings surroundings;
    private final Time time;
    private final Alarm alarm;
    private final Thread thread;

    private volatile RouteTable table = RouteTable.EMPTY;
    private volatile List<UpstreamState> states = List.of();

    /** @param limits of rate, which tables name */
    public TableKeeper(TableConfig config, Health health, FleetLimits limits, Surroundings surroundings, Time time) {
        this.config = config;
        config.policies().forEach((name, policy) -> upstreams.put(name, new LiveUpstream(name, policy, config.zone())));
        this.health = health;
        this.limits = limits;
        this.surroundings = surroundings;
        this.time = time;
        this.alarm = new Alarm(time, () -> tell(new TableEvent.RampDue()));
        publish();
        this.thread = Thread.ofVirtual().name("table").start(this::run);
    }

    /** The newest table. */
    public RouteTable table() {
        return table;
    }

    /** The upstreams of the newest table. */
    public List<UpstreamState> upstreams() {
        return states;
    }

    /** Hands an event over; from any thread, never waits. */
    public void tell(TableEvent event) {
        mailbox.add(event);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                handle(mailbox.take());
                for (var next = mailbox.poll(); next != null; next = mailbox.poll()) {
                    handle(next);
                }
                publish();
                awaited.forEach(future -> future.complete(table));
                awaited.clear();
                // Only now can no new request choose them, and open a pool that nobody would ever close.
                retired.forEach(surroundings::retired);
                retired.clear();
            }
        } catch (InterruptedException e) {
            LOG.debug("the table is closed");
        } finally {
            alarm.close();
        }
    }

    /** One event that cannot be handled must not end the keeper: the table before it stays. */
    private void handle(TableEvent event) {
        try {
            switch (event) {
                case TableEvent.Discovered(var discovered) -> discovered(discovered);
                case TableEvent.RoutesAnnounced(var registry, var routeEvent) -> announced(registry, routeEvent);
                case TableEvent.HealthChanged(var endpoint, var verdict) -> judged(endpoint, verdict);
                case TableEvent.OutliersFound(var upstream, var findings) -> found(upstream, findings);
                case TableEvent.Overridden(var newer) -> override(newer);
                case TableEvent.Reconfigured reconfigured -> reconfigure(reconfigured);
                case TableEvent.RampDue() -> LOG.trace("a ramp is due");
                case TableEvent.FleetChanged(var newHealth) -> heard(newHealth);
                case TableEvent.KeysChanged() -> upstreams.values().forEach(LiveUpstream::changed);
            }
        } catch (Exception | Error e) {
            Plugged.requireContained(e);
            LOG.error("event {} could not be handled; the table stays as it was", event, e);
        }
    }

    private void discovered(UpstreamEvent event) {
        var upstream = upstreams.get(event.upstream());
        if (upstream == null) {
            return;
        }
        switch (event) {
            case UpstreamEvent.Changed(var current) -> describe(upstream, current);
            case UpstreamEvent.Stale stale -> {
                upstream.stale(stale.source() + ": " + stale.reason());
                LOG.debug("upstream {}: {} is stale: {}", stale.upstream(), stale.source(), stale.reason());
            }
        }
    }

    private void describe(LiveUpstream upstream, Upstream current) {
        var gone = upstream.describe(current);
        watch(upstream);
        gone.forEach(this::retire);
    }

    private void watch(LiveUpstream upstream) {
        if (upstream.heard()) {
            health.watch(upstream.name(), upstream.watching(), upstream.endpoints());
        }
    }

    private void retire(LiveEndpoint endpoint) {
        down.remove(endpoint);
        retired.add(endpoint);
    }

    /** A verdict may come after its endpoint has gone: then nobody is left to take it back. */
    private void judged(LiveEndpoint endpoint, Verdict verdict) {
        var upstream = upstreams.get(endpoint.upstream());
        if (upstream == null || !upstream.has(endpoint)) {
            return;
        }
        if (verdict.up()) {
            down.remove(endpoint);
        } else {
            down.put(endpoint, verdict);
        }
        upstream.changed();
    }

    private void found(String name, Findings findings) {
        var upstream = upstreams.get(name);
        if (upstream != null) {
            upstream.found(findings);
        }
    }

    private void heard(FleetHealth newHealth) {
        fleet = newHealth;
        upstreams.values().forEach(LiveUpstream::changed);
    }

    private void override(Overrides newer) {
        overrides = newer;
        for (var upstream : upstreams.values()) {
            upstream.override(newer.of(upstream.name()));
            // Another balancer may know no shares of weights.
            watch(upstream);
        }
    }

    private boolean isUp(LiveEndpoint endpoint) {
        return Standing.isUp(endpoint, down.get(endpoint), fleet);
    }

    /** What may fail comes first; from the first change on, nothing does. */
    private void reconfigure(TableEvent.Reconfigured event) {
        try {
            var newer = event.config();
            var next = new LinkedHashMap<String, LiveUpstream>();
            var turns = new ArrayList<Runnable>();
            newer.policies().forEach((name, policy) -> next.put(name, turned(name, policy, newer.zone(), turns)));
            for (var service : services) {
                next.computeIfAbsent(service, name -> turned(name, newer.announcedPolicy(), newer.zone(), turns));
            }
            take(newer, next, turns);
            next.values().forEach(upstream -> {
                var listed = event.listed().get(upstream.name());
                if (listed == null) {
                    watch(upstream);
                } else {
                    describe(upstream, listed);
                }
            });
            followAnnouncements();
            awaited.add(event.published());
        } catch (Exception | Error e) {
            event.published().completeExceptionally(e);
            Plugged.requireContained(e);
        }
    }

    private LiveUpstream turned(String name, UpstreamPolicy policy, String zone, List<Runnable> turns) {
        var known = upstreams.get(name);
        if (known == null) {
            return born(name, policy, zone);
        }
        turns.add(known.turn(policy, zone));
        return known;
    }

    private LiveUpstream born(String name, UpstreamPolicy policy, String zone) {
        var upstream = new LiveUpstream(name, policy, zone);
        upstream.override(overrides.of(name));
        return upstream;
    }

    private void take(TableConfig newer, Map<String, LiveUpstream> next, List<Runnable> turns) {
        config = newer;
        announcements.keepOnly(newer.registries());
        for (var service : List.copyOf(services)) {
            if (newer.policies().containsKey(service)) {
                services.remove(service);
                surroundings.unwanted(service);
            }
        }
        for (var name : List.copyOf(upstreams.keySet())) {
            if (!next.containsKey(name)) {
                remove(name);
            }
        }
        upstreams.clear();
        upstreams.putAll(next);
        turns.forEach(Runnable::run);
    }

    private void announced(String registry, RouteEvent event) {
        if (config.registries().contains(registry)) {
            announcements.hear(registry, event);
            followAnnouncements();
        }
    }

    private void followAnnouncements() {
        var wanted = announcements.services();
        for (var service : List.copyOf(services)) {
            if (!wanted.containsKey(service)) {
                services.remove(service);
                surroundings.unwanted(service);
                remove(service);
            }
        }
        wanted.forEach(this::want);
    }

    private void want(String service, URI source) {
        if (!upstreams.containsKey(service)) {
            upstreams.put(service, born(service, config.announcedPolicy(), config.zone()));
            services.add(service);
            surroundings.wanted(service, source);
        }
    }

    private void remove(String name) {
        var upstream = upstreams.remove(name);
        health.forget(name);
        if (upstream != null) {
            upstream.endpoints().forEach(this::retire);
        }
    }

    private void publish() {
        long now = time.nanos();
        for (var upstream : upstreams.values()) {
            upstream.refresh(this::isUp, fleet, now);
        }
        table = new RouteTable(new Destinations(upstreams, limits).of(announcements.below(config.routes())));
        limits.forgetOthers();
        // Behind the table, so that who sees here that a source has been heard finds its endpoints there.
        states = upstreams.values().stream().map(LiveUpstream::state).toList();
        wakeForRamps(now);
    }

    /** However many ramps are under way, there are never more than ten tables a second because of them. */
    private void wakeForRamps(long now) {
        upstreams.values().stream()
                .flatMapToLong(upstream -> upstream.nextStepNanos().stream())
                .map(step -> Math.max(step - now, RAMP_PACE_NANOS))
                .min()
                .ifPresent(left -> alarm.ringAt(now + left));
    }
}
