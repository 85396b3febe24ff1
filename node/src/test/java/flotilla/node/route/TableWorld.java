package flotilla.node.route;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Upstream;
import flotilla.node.TestNode;
import flotilla.node.resilience.BreakerPolicy;
import flotilla.node.resilience.ConcurrencyPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What a configuration says of tables, with what the sources of its upstreams list. */
record TableWorld(TableConfig config, Map<String, List<Endpoint>> lists) {

    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    private static final UpstreamPolicy POLICY = TestNode.policy();

    static TableWorld random(long seed) {
        var random = new SplittableRandom(seed);
        var policies = new LinkedHashMap<String, UpstreamPolicy>();
        var lists = new HashMap<String, List<Endpoint>>();
        for (var name : NAMES) {
            if (random.nextInt(4) > 0) {
                policies.put(name, policy(random));
                lists.put(name, list(random));
            }
        }
        policies.putIfAbsent("a", policy(random));
        lists.putIfAbsent("a", list(random));
        var routes = new ArrayList<Route>();
        var upstreams = List.copyOf(policies.keySet());
        for (int i = 0; i < 6; i++) {
            if (random.nextBoolean()) {
                var upstream = upstreams.get(random.nextInt(upstreams.size()));
                routes.add(new Route("r" + i, new RouteMatch("*", "/" + i), upstream, Route.UNLIMITED)
                        .withRate(random.nextBoolean() ? RatePolicy.of("10/s") : RatePolicy.DEFAULT));
            }
        }
        return new TableWorld(new TableConfig(policies, routes, Set.of(), POLICY, ""), lists);
    }

    private static UpstreamPolicy policy(SplittableRandom random) {
        var policy = POLICY;
        if (random.nextInt(3) == 0) {
            policy = policy.withBalance(policy.balance().withAlgorithm("random"));
        }
        if (random.nextInt(3) == 0) {
            policy = policy.withConcurrency(ConcurrencyPolicy.of(random.nextBoolean() ? "5" : "adaptive"));
        }
        if (random.nextInt(3) == 0) {
            policy = policy.withRate(RatePolicy.of("100/s"));
        }
        if (random.nextInt(3) == 0) {
            policy = policy.withBreaker(BreakerPolicy.DEFAULT);
        }
        return random.nextInt(3) == 0 ? policy.withRetry(policy.retry().withBudget(7, 1)) : policy;
    }

    private static List<Endpoint> list(SplittableRandom random) {
        return IntStream.range(1, 6)
                .filter(i -> random.nextInt(4) > 0)
                .mapToObj(i -> Endpoint.of("10.0.0." + i, 80).withWeight(random.nextInt(1, 4)))
                .toList();
    }

    Map<String, Upstream> listed() {
        var listed = new HashMap<String, Upstream>();
        lists.forEach((name, endpoints) -> listed.put(name, new Upstream(name, endpoints)));
        return listed;
    }

    /** A route to each upstream, which lists two endpoints. */
    static TableWorld of(Map<String, UpstreamPolicy> policies) {
        var routes = policies.keySet().stream()
                .sorted()
                .map(name -> new Route(name, new RouteMatch("*", "/" + name), name, Route.UNLIMITED))
                .toList();
        var lists = new HashMap<String, List<Endpoint>>();
        policies.keySet()
                .forEach(name -> lists.put(name, List.of(Endpoint.of("10.0.0.1", 80), Endpoint.of("10.0.0.2", 80))));
        return new TableWorld(new TableConfig(policies, routes, Set.of(), POLICY, ""), lists);
    }
}
