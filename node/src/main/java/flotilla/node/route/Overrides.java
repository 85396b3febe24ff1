package flotilla.node.route;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Endpoint.Condition;
import flotilla.discovery.InvalidValue;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What counts in place of what the configuration and the sources say, for as long as it is overridden. What names an
 * upstream or an endpoint that is not there waits until it is.
 *
 * @param upstreams by name
 */
public record Overrides(Map<String, OfUpstream> upstreams) {

    public static final Overrides NONE = new Overrides(Map.of());

    public Overrides {
        upstreams = Map.copyOf(upstreams);
    }

    public OfUpstream of(String upstream) {
        return upstreams.getOrDefault(upstream, OfUpstream.NONE);
    }

    /**
     * Of one upstream.
     *
     * @param algorithm the name of a balancer
     * @param maxConnections to each endpoint, of all nodes together
     * @param rate of all requests to it, over the fleet
     * @param endpoints by authority
     */
    public record OfUpstream(
            Optional<String> algorithm,
            OptionalInt maxConnections,
            Optional<RatePolicy> rate,
            Map<String, OfEndpoint> endpoints) {

        public static final OfUpstream NONE =
                new OfUpstream(Optional.empty(), OptionalInt.empty(), Optional.empty(), Map.of());

        public OfUpstream {
            endpoints = Map.copyOf(endpoints);
        }

        /** The configured policy with what is overridden of it. */
        UpstreamPolicy applied(UpstreamPolicy configured) {
            var balance = configured.balance();
            var pool = configured.pool();
            return configured
                    .withBalance(algorithm.map(balance::withAlgorithm).orElse(balance))
                    .withPool(maxConnections.isPresent() ? pool.withMaxConnections(maxConnections.getAsInt()) : pool)
                    .withRate(rate.orElse(configured.rate()));
        }

        /** An endpoint as its source describes it, with what is overridden of it. */
        Endpoint applied(Endpoint described) {
            var own = endpoints.get(described.authority());
            return own == null ? described : own.applied(described);
        }
    }

    /**
     * Of one endpoint.
     *
     * @param drained whether it finishes what it has and takes nothing new
     * @param ejected whether it counts as known to be down; a drain goes before
     */
    public record OfEndpoint(OptionalInt weight, boolean drained, boolean ejected) {

        public OfEndpoint {
            int value = weight.orElse(0);
            InvalidValue.require(
                    value >= 0 && value <= Endpoint.MAX_WEIGHT, "weight", value, "0 to " + Endpoint.MAX_WEIGHT);
        }

        private Endpoint applied(Endpoint described) {
            var weighed = weight.isPresent() ? described.withWeight(weight.getAsInt()) : described;
            if (drained) {
                return weighed.withCondition(Condition.DRAINING);
            }
            boolean fails = ejected && described.condition() == Condition.SERVING;
            return fails ? weighed.withCondition(Condition.FAILING) : weighed;
        }
    }
}
