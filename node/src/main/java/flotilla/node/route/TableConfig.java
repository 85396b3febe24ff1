package flotilla.node.route;

import flotilla.discovery.InvalidValue;
import flotilla.node.balance.Balancers;
import flotilla.node.tls.EndpointTls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What tables are made by.
 *
 * @param policies of the configured upstreams, by name
 * @param registries whose services may announce routes
 * @param announcedPolicy for the upstreams of those services
 * @param zone this node's; empty: it has none
 */
public record TableConfig(
        Map<String, UpstreamPolicy> policies,
        List<Route> routes,
        Set<String> registries,
        UpstreamPolicy announcedPolicy,
        String zone) {

    public TableConfig {
        policies = new LinkedHashMap<>(policies);
        routes = List.copyOf(routes);
        registries = Set.copyOf(registries);
    }

    /** @throws InvalidValue if it names a balancer that there is not, or certificates that the JDK cannot use */
    public void check() {
        policies.forEach(TableConfig::check);
        check("announced", announcedPolicy);
    }

    private static void check(String name, UpstreamPolicy policy) {
        Balancers.create(policy.balance());
        var tls = policy.tls();
        try {
            if (!tls.trusted().isEmpty() || tls.identity().isPresent()) {
                EndpointTls.of(tls).prepare();
            }
        } catch (IllegalStateException e) {
            throw new InvalidValue(
                    "upstreams." + name + ".tls", String.valueOf(e.getMessage()), "certificates that the JDK can use");
        }
    }
}
