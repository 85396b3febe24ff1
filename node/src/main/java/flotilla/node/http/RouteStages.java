package flotilla.node.http;

import flotilla.discovery.Plugged;
import flotilla.node.route.Route;
import flotilla.node.route.StagePolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stages that a route has beside those of every request, in the order of its configuration. They come from plug-ins,
 * so one that throws costs its request a 500 and nothing else.
 *
 * <p>One stage serves all routes that ask for the same with the same options, and goes on when the configuration changes
 * for as long as one does. One that no route asks for any more is there for a while, for requests that have begun by the table
 * before, and is closed then.
 *
 * <p>Threads: one at a time changes the configuration, and those that close follow it; requests only look.
 */
final class RouteStages implements Stage {

    private static final Logger LOG = LoggerFactory.getLogger(RouteStages.class);

    private final PluginTrouble trouble = new PluginTrouble();
    private volatile Map<StagePolicy, Stage> made = Map.of();

    /** Those that no route asks for and that are not closed yet. */
    private final ConcurrentMap<StagePolicy, Stage> left = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "route_stages";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        var policies = exchange.destination().route().stages();
        if (policies.isEmpty()) {
            next.handle(exchange);
        } else {
            from(0, policies, next).handle(exchange);
        }
    }

    /**
     * Makes what these routes need and has not been made yet.
     *
     * @throws flotilla.discovery.InvalidValue if one cannot be made; those that were go with the next {@link #keep}
     */
    void prepare(List<Route> routes) {
        var next = new HashMap<>(made);
        try {
            routes.stream()
                    .flatMap(route -> route.stages().stream())
                    .forEach(policy -> next.computeIfAbsent(policy, this::again));
        } finally {
            made = Map.copyOf(next);
        }
    }

    private Stage again(StagePolicy policy) {
        var old = left.remove(policy);
        return old == null ? Stages.create(policy) : old;
    }

    /**
     * Leaves what these routes do not need.
     *
     * @return closes that, unless it is needed again by then; empty: there is nothing to close
     */
    Optional<Runnable> keep(List<Route> routes) {
        var needed = routes.stream().flatMap(route -> route.stages().stream()).collect(Collectors.toSet());
        var next = new HashMap<>(made);
        var gone = new HashMap<>(made);
        next.keySet().retainAll(needed);
        gone.keySet().removeAll(needed);
        left.putAll(gone);
        made = Map.copyOf(next);
        return gone.isEmpty() ? Optional.empty() : Optional.of(() -> gone.forEach(this::closeLeft));
    }

    /** Closes all; requests come no more. */
    @Override
    public void close() {
        keep(List.of());
        Map.copyOf(left).forEach(this::closeLeft);
    }

    private void closeLeft(StagePolicy policy, Stage stage) {
        if (!left.remove(policy, stage)) {
            return;
        }
        try {
            stage.close();
        } catch (Exception | Error e) {
            Plugged.requireContained(e);
            LOG.warn("stage {} cannot be closed", policy.name(), e);
        }
    }

    private Stage of(StagePolicy policy) {
        var stage = made.get(policy);
        var old = stage == null ? left.get(policy) : stage;
        // A request that has waited in one stage for long may want another that was closed meanwhile.
        return old == null ? Stages.create(policy) : old;
    }

    private Next from(int index, List<StagePolicy> policies, Next last) {
        return index == policies.size()
                ? last
                : exchange -> guarded(policies.get(index), exchange, from(index + 1, policies, last));
    }

    private void guarded(StagePolicy policy, Exchange exchange, Next next) {
        var guard = new Pause(exchange, policy.name());
        try {
            of(policy).handle(exchange, next);
        } catch (Exception | Error e) {
            guard.fail(trouble.of("stage " + policy.name(), e, exchange.nanos()));
        }
    }
}
