package flotilla.node.route;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.RouteEvent;
import flotilla.discovery.RouteEvent.Announced;
import flotilla.discovery.Time;
import flotilla.discovery.UpstreamEvent;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.FleetHealth;
import flotilla.node.cluster.FleetLimits;
import flotilla.node.health.Findings;
import flotilla.node.health.Health;
import flotilla.node.health.Verdict;
import flotilla.node.resilience.RequestPriority;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
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
    private final Map<String, List<Announced>> announced = new LinkedHashMap<>();
    private final Set<String> services = new LinkedHashSet<>();
    private final List<LiveEndpoint> retired = new ArrayList<>();
    private FleetHealth fleet = FleetHealth.NONE;
    private Overrides overrides = Overrides.NONE;
    private final List<Route> routes;
    private final UpstreamPolicy announcedPolicy;
    private final String zone;
    private final Health health;
    private final FleetLimits limits;
    private final Surroundings surroundings;
    private final Time time;
    private final Alarm alarm;
    private final Thread thread;

    private volatile RouteTable table = RouteTable.EMPTY;
    private volatile List<UpstreamState> states = List.of();

    /**
     * @param policies of the configured upstreams, by name
     * @param announcedPolicy for the upstreams of services that announce themselves
     * @param limits of rate, which tables name
     * @param zone this node's; empty: it has none
     */
    public TableKeeper(
            Map<String, UpstreamPolicy> policies,
            List<Route> routes,
            UpstreamPolicy announcedPolicy,
            Health health,
            FleetLimits limits,
            Surroundings surroundings,
            Time time,
            String zone) {
        this.zone = zone;
        policies.forEach((name, policy) -> upstreams.put(name, new LiveUpstream(name, policy, zone)));
        this.routes = List.copyOf(routes);
        this.announcedPolicy = announcedPolicy;
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
                case TableEvent.RampDue() -> LOG.trace("a ramp is due");
                case TableEvent.FleetChanged(var newHealth) -> heard(newHealth);
                case TableEvent.KeysChanged() -> upstreams.values().forEach(LiveUpstream::changed);
            }
        } catch (RuntimeException e) {
            LOG.error("event {} could not be handled; the table stays as it was", event, e);
        }
    }

    private void discovered(UpstreamEvent event) {
        var upstream = upstreams.get(event.upstream());
        if (upstream == null) {
            return;
        }
        switch (event) {
            case UpstreamEvent.Changed(var current) -> {
                var gone = upstream.describe(current);
                health.watch(upstream.name(), upstream.watching(), upstream.endpoints());
                gone.forEach(this::retire);
            }
            case UpstreamEvent.Stale stale -> {
                upstream.stale(stale.source() + ": " + stale.reason());
                LOG.debug("upstream {}: {} is stale: {}", stale.upstream(), stale.source(), stale.reason());
            }
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
            if (upstream.endpoints().isEmpty()) {
                continue;
            }
            // Another balancer may know no shares of weights.
            health.watch(upstream.name(), upstream.watching(), upstream.endpoints());
        }
    }

    private boolean isUp(LiveEndpoint endpoint) {
        return Standing.isUp(endpoint, down.get(endpoint), fleet);
    }

    private void announced(String registry, RouteEvent event) {
        switch (event) {
            case RouteEvent.Snapshot(var list) -> announced.put(registry, list);
            case RouteEvent.Stale(var reason) -> LOG.debug("routes of {} are stale: {}", registry, reason);
        }
        var wanted = new LinkedHashMap<String, URI>();
        announced.values().forEach(list -> list.forEach(route -> wanted.putIfAbsent(route.service(), route.source())));
        for (var service : List.copyOf(services)) {
            if (!wanted.containsKey(service)) {
                forget(service);
            }
        }
        wanted.forEach(this::want);
    }

    private void want(String service, URI source) {
        if (!upstreams.containsKey(service)) {
            var upstream = new LiveUpstream(service, announcedPolicy, zone);
            upstream.override(overrides.of(service));
            upstreams.put(service, upstream);
            services.add(service);
            surroundings.wanted(service, source);
        }
    }

    private void forget(String service) {
        services.remove(service);
        var upstream = upstreams.remove(service);
        surroundings.unwanted(service);
        health.forget(service);
        if (upstream != null) {
            upstream.endpoints().forEach(this::retire);
        }
    }

    private void publish() {
        var routesOf = new LinkedHashMap<String, List<Route>>();
        for (var route : allRoutes()) {
            routesOf.computeIfAbsent(route.upstream(), key -> new ArrayList<>()).add(route);
        }
        long now = time.nanos();
        var destinations = new ArrayList<Destination>();
        var current = new ArrayList<UpstreamState>();
        for (var upstream : upstreams.values()) {
            upstream.refresh(this::isUp, fleet, now);
        }
        for (var upstream : upstreams.values()) {
            for (var route : routesOf.getOrDefault(upstream.name(), List.of())) {
                destinations.add(destination(upstream, route));
            }
            current.add(upstream.state());
        }
        for (var route : routesOf.getOrDefault("", List.of())) {
            destinations.add(Destination.nowhere(route, limits));
        }
        limits.forgetOthers();
        table = new RouteTable(destinations);
        // Behind the table, so that who sees here that a source has been heard finds its endpoints there.
        states = List.copyOf(current);
        wakeForRamps(now);
    }

    private Destination destination(LiveUpstream upstream, Route route) {
        var own = upstream.destination(route, limits);
        return upstream.policy()
                .fallback()
                .map(upstreams::get)
                .map(other -> own.withFallback(other.destination(route.to(other.name()), limits)))
                .orElse(own);
    }

    /** However many ramps are under way, there are never more than ten tables a second because of them. */
    private void wakeForRamps(long now) {
        upstreams.values().stream()
                .flatMapToLong(upstream -> upstream.nextStepNanos().stream())
                .map(step -> Math.max(step - now, RAMP_PACE_NANOS))
                .min()
                .ifPresent(left -> alarm.ringAt(now + left));
    }

    /** Configured routes first: of two with the same match, the configured one counts. */
    private List<Route> allRoutes() {
        var matches = new LinkedHashMap<RouteMatch, Route>();
        routes.forEach(route -> matches.putIfAbsent(route.match(), route));
        announced
                .values()
                .forEach(list -> list.forEach(announcement -> {
                    var route = routeOf(announcement);
                    if (route != null) {
                        matches.putIfAbsent(route.match(), route);
                    }
                }));
        return List.copyOf(matches.values());
    }

    /** One service that announces nonsense must not cost the others their routes. */
    private static @Nullable Route routeOf(Announced announcement) {
        try {
            var match = new RouteMatch(announcement.host(), announcement.path());
            var name = announcement.service() + " " + announcement.host() + announcement.path();
            return new Route(
                            name,
                            match,
                            announcement.service(),
                            announcement.strip(),
                            Route.UNLIMITED,
                            RatePolicy.DEFAULT)
                    .withPriority(RequestPriority.LOW);
        } catch (InvalidValue e) {
            LOG.warn("service {} announces a route that cannot be: {}", announcement.service(), e.getMessage());
            return null;
        }
    }
}
