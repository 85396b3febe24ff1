package flotilla.node.route;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Endpoint.Condition;
import flotilla.discovery.InvalidValue;
import flotilla.discovery.Upstream;
import flotilla.node.balance.Balancer;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.balance.Rotation;
import flotilla.node.balance.TieredPicker;
import flotilla.node.balance.Zones;
import flotilla.node.cluster.FleetHealth;
import flotilla.node.cluster.FleetLimits;
import flotilla.node.health.Eviction;
import flotilla.node.health.Findings;
import flotilla.node.health.Watching;
import flotilla.node.route.Overrides.OfUpstream;
import flotilla.node.sticky.StickyTable;
import flotilla.node.tls.EndpointTls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upstream between two tables: its live endpoints, kept by authority however often they are described anew, its
 * balancer, and what its sources say. Known to the {@link TableKeeper}'s thread alone.
 */
final class LiveUpstream {

    private static final Logger LOG = LoggerFactory.getLogger(LiveUpstream.class);

    private static final Set<String> PROTOCOLS = Set.of("http", "http1", "http/1.1", "https");

    private final String name;
    private final Ramps ramps;
    private String zone;
    private UpstreamPolicy configured;
    private UpstreamParts parts;
    private OfUpstream override = OfUpstream.NONE;
    private List<Endpoint> described = List.of();
    private Map<String, LiveEndpoint> endpoints = new LinkedHashMap<>();
    private String stale = "";
    private boolean heard;
    private Findings findings = Findings.NONE;
    private Evictions evictions = Evictions.NONE;
    private Set<LiveEndpoint> leftOut = Set.of();
    private boolean panic;
    private boolean dirty;
    private Rotation rotation;
    private Balancer.Picker picker;
    private @Nullable StickyTable sticky;

    /** @param zone this node's; empty: it has no preference */
    LiveUpstream(String name, UpstreamPolicy policy, String zone) {
        this.name = name;
        this.zone = zone;
        this.configured = policy;
        this.parts = UpstreamParts.of(name, policy);
        this.ramps = new Ramps(parts.slowStart());
        this.rotation = new Rotation(List.of(), new int[0]);
        this.picker = parts.balancer().over(rotation);
    }

    String name() {
        return name;
    }

    UpstreamPolicy policy() {
        return parts.policy();
    }

    /** How its endpoints are watched; by a balancer that knows no shares of weights, none falls in steps. */
    Watching watching() {
        var policy = parts.policy();
        var outliers =
                parts.balancer().ramps() ? policy.outliers() : policy.outliers().withEviction(Eviction.IMMEDIATE);
        return new Watching(policy.health(), policy.breaker(), outliers, parts.slowStart(), parts.tls());
    }

    void stale(String reason) {
        stale = reason;
    }

    /** Takes what live traffic shows of its endpoints. */
    void found(Findings newer) {
        findings = newer;
        dirty = true;
    }

    /** Something that a rotation depends on has changed, such as health or keys: the next table needs a new one. */
    void changed() {
        dirty = true;
    }

    /** When the rotation is to be made anew, though nothing changes but the time; empty: it is not. */
    OptionalLong nextStepNanos() {
        return ramps.nextStepNanos();
    }

    Destination destination(Route route, FleetLimits limits) {
        return new Destination(
                route,
                parts.policy(),
                parts.tls(),
                Rates.of(route, parts.policy(), limits),
                parts.retries(),
                parts.limit(),
                parts.balancer().name(),
                rotation,
                picker,
                sticky,
                null);
    }

    UpstreamState state() {
        return new UpstreamState(
                name,
                parts.balancer().name(),
                endpoints(),
                rotation,
                stale,
                heard,
                parts.retries(),
                evictions,
                panic,
                Optional.ofNullable(parts.limit()));
    }

    boolean has(LiveEndpoint endpoint) {
        return endpoints.get(endpoint.authority()) == endpoint;
    }

    /** Whether its sources have spoken. */
    boolean heard() {
        return heard;
    }

    List<LiveEndpoint> endpoints() {
        return List.copyOf(endpoints.values());
    }

    /** Takes a new list of endpoints; returns those that are gone. */
    List<LiveEndpoint> describe(Upstream current) {
        prepare(parts.tls(), current.endpoints());
        heard = true;
        dirty = true;
        stale = "";
        var before = endpoints;
        var sibling = before.values().stream().findFirst();
        var after = new LinkedHashMap<String, LiveEndpoint>();
        described = current.endpoints().stream().filter(this::spoken).toList();
        for (var source : described) {
            var endpoint = override.applied(source);
            var known = before.remove(endpoint.authority());
            if (known == null) {
                known = sibling.map(live -> live.beside(endpoint)).orElseGet(() -> new LiveEndpoint(name, endpoint));
            } else {
                known.describe(endpoint);
            }
            known.limitConnections(policy().pool().maxConnections());
            after.put(endpoint.authority(), known);
        }
        endpoints = after;
        ramps.forget(before.values());
        LOG.debug("upstream {}: {} endpoints {}", name, after.size(), after.keySet());
        return new ArrayList<>(before.values());
    }

    /**
     * Takes what counts in place of the configuration and the sources: endpoints, their counts and all that is not
     * overridden stay as they are.
     */
    void override(OfUpstream newer) {
        if (newer.equals(override)) {
            return;
        }
        override = newer;
        var wanted = newer.applied(configured);
        UpstreamParts next;
        try {
            next = parts.turned(name, wanted);
        } catch (InvalidValue e) {
            LOG.warn("upstream {}: {} stays in use: {}", name, parts.balancer().name(), e.getMessage());
            next = parts.turned(name, wanted.withBalance(policy().balance()));
        }
        use(next);
    }

    /**
     * Prepares to go by another configured policy and in another zone; the result does it, and cannot fail.
     *
     * @throws InvalidValue if the policy cannot be
     */
    Runnable turn(UpstreamPolicy newer, String newZone) {
        if (newer.equals(configured) && newZone.equals(zone)) {
            return () -> {};
        }
        var next = under(newer);
        prepare(next.tls(), described);
        return () -> {
            configured = newer;
            zone = newZone;
            use(next);
        };
    }

    private UpstreamParts under(UpstreamPolicy newer) {
        var wanted = override.applied(newer);
        try {
            return parts.turned(name, wanted);
        } catch (InvalidValue e) {
            LOG.warn("upstream {}: {} comes into use: {}", name, newer.balance().algorithm(), e.getMessage());
            return parts.turned(name, wanted.withBalance(newer.balance()));
        }
    }

    /** A balancer that goes on has its place in the order; one that is made anew begins. */
    private void use(UpstreamParts next) {
        parts = next;
        parts.settle();
        ramps.climbBy(parts.slowStart());
        for (var source : described) {
            var known = endpoints.get(source.authority());
            if (known != null) {
                known.describe(override.applied(source));
                known.limitConnections(policy().pool().maxConnections());
            }
        }
        dirty = true;
    }

    /** Here, where there is time: the I/O threads that want it have none. */
    private static void prepare(EndpointTls tls, List<Endpoint> spokenTo) {
        if (spokenTo.stream().anyMatch(tls::speaksTo)) {
            tls.prepare();
        }
    }

    /** Plain text sent to an endpoint that expects something else would fail in ways that nobody understands. */
    private boolean spoken(Endpoint endpoint) {
        var protocol = endpoint.labels().getOrDefault("protocol", "http");
        if (PROTOCOLS.contains(protocol)) {
            return true;
        }
        LOG.warn("upstream {}: {} is left out: protocol {} (expected: http or https)", name, endpoint, protocol);
        return false;
    }

    /**
     * Makes the rotation anew if anything has changed. If no endpoint is well, all that do not drain are in it: a bad
     * answer is better than none.
     *
     * @param fleet what the fleet says: whether it finds too few of them well to go by what is found, and since when others ramp
     */
    void refresh(Predicate<LiveEndpoint> up, FleetHealth fleet, long nowNanos) {
        var step = ramps.nextStepNanos();
        if (!dirty && (step.isEmpty() || step.getAsLong() - nowNanos > 0)) {
            return;
        }
        dirty = false;
        var candidates = endpoints.values().stream()
                .filter(e -> e.endpoint().condition() != Condition.DRAINING)
                .filter(e -> e.endpoint().weight() > 0)
                .toList();
        var ejected = fleet.ejections(name).ejected();
        evict(Evictions.of(candidates, up, ejected, findings.outliers()));
        countEjections(candidates, ejected);
        var well = candidates.stream()
                .filter(e -> e.endpoint().condition() == Condition.SERVING && up.test(e))
                .filter(e -> !evictions.evicted().containsKey(e))
                .toList();
        panic((well.isEmpty() || fleet.ejections(name).panic()) && !candidates.isEmpty(), well, candidates);
        var chosen = panic ? candidates : well;
        var weights = chosen.stream().mapToInt(e -> e.endpoint().weight()).toArray();
        var serving = ramps.over(chosen, weights, panic, fleet.ramps(), findings::share, nowNanos);
        lineUp(panic ? Lineup.of(serving) : Lineup.of(candidates, serving, Zones.of(zone, endpoints.values())));
    }

    private void lineUp(Lineup lineup) {
        var before = levels(rotation);
        rotation = lineup.rotation();
        if (!levels(rotation).equals(before) && !before.isEmpty()) {
            LOG.info("upstream {}: levels that serve: {} -> {}", name, before, levels(rotation));
        }
        picker = TieredPicker.over(lineup.tiers(), parts.balancer());
        var tickets = parts.tickets();
        sticky = tickets == null ? null : tickets.over(rotation);
    }

    private static List<Integer> levels(Rotation rotation) {
        return rotation.endpoints().stream()
                .map(e -> e.endpoint().priority())
                .distinct()
                .sorted()
                .toList();
    }

    private void evict(Evictions now) {
        for (var endpoint : now.spared()) {
            if (!evictions.spared().contains(endpoint)) {
                LOG.info(
                        "{}: outlier, but it stays: as many are out as may be, or half of the weight would not be left",
                        endpoint);
            }
        }
        evictions = now;
    }

    /** Whoever was in at the last look and is out now has been ejected, by this node or by the fleet. */
    private void countEjections(List<LiveEndpoint> candidates, Set<Long> byFleet) {
        var out = candidates.stream()
                .filter(e -> byFleet.contains(e.key()) || evictions.evicted().containsKey(e))
                .collect(Collectors.toSet());
        out.stream().filter(e -> !leftOut.contains(e)).forEach(e -> e.figures().ejected());
        leftOut = out;
    }

    private void panic(boolean now, List<LiveEndpoint> well, List<LiveEndpoint> candidates) {
        if (now == panic) {
            return;
        }
        panic = now;
        if (now) {
            LOG.warn(
                    "upstream {}: panic: {} of {} endpoints are well, so all are tried",
                    name,
                    well.size(),
                    candidates.size());
        } else {
            LOG.warn("upstream {}: panic is over: {} are well", name, well);
        }
    }
}
