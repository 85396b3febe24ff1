package flotilla.node.http;

import flotilla.node.route.Route;
import flotilla.node.route.StagePolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The stages that a route has beside those of every request, in the order of its configuration. They come from plug-ins,
 * so one that throws costs its request a 500 and nothing else.
 *
 * <p>One stage serves all routes that ask for the same with the same options, and goes on when the configuration changes
 * for as long as one does.
 */
final class RouteStages implements Stage {

    private final PluginTrouble trouble = new PluginTrouble();
    private volatile Map<StagePolicy, Stage> made = Map.of();

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
     * @throws flotilla.discovery.InvalidValue if one cannot be made; then all stays as it was
     */
    void prepare(List<Route> routes) {
        var next = new HashMap<>(made);
        routes.stream()
                .flatMap(route -> route.stages().stream())
                .forEach(policy -> next.computeIfAbsent(policy, Stages::create));
        made = Map.copyOf(next);
    }

    /** Forgets what these routes do not need. */
    void keep(List<Route> routes) {
        var next = new HashMap<>(made);
        next.keySet()
                .retainAll(routes.stream()
                        .flatMap(route -> route.stages().stream())
                        .toList());
        made = Map.copyOf(next);
    }

    private Next from(int index, List<StagePolicy> policies, Next last) {
        return index == policies.size()
                ? last
                : exchange -> guarded(policies.get(index), exchange, from(index + 1, policies, last));
    }

    private void guarded(StagePolicy policy, Exchange exchange, Next next) {
        var guard = new Pause(exchange, policy.name());
        try {
            var stage = made.get(policy);
            // A request that is bound to the table before may want one that is forgotten.
            (stage == null ? Stages.create(policy) : stage).handle(exchange, next);
        } catch (Exception | Error e) {
            guard.fail(trouble.of("stage " + policy.name(), e, exchange.nanos()));
        }
    }
}
