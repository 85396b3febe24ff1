package flotilla.node.balance;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.Plugged;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The balancers by name: the built-in ones, and those of the {@link Balancer.Provider}s on the class path. */
public final class Balancers {

    private static final Map<String, Function<BalancePolicy, Balancer>> BUILT_IN = Map.of(
            RoundRobin.NAME, policy -> new RoundRobin(0),
            SmoothWeighted.NAME, policy -> new SmoothWeighted(0),
            LeastRequests.NAME, policy -> LeastRequests.ofFleet(),
            LeastRequests.LOCAL, policy -> LeastRequests.ofNode(),
            PowerOfTwo.NAME, policy -> PowerOfTwo.byRequests(),
            LatencyCost.NAME, policy -> PowerOfTwo.by(LatencyCost.NAME, new LatencyCost()),
            ClientHash.NAME, policy -> new ClientHash(),
            ConsistentHash.NAME, policy -> new ConsistentHash(policy.loadBound()),
            WeightedRandom.NAME, policy -> new WeightedRandom());

    private Balancers() {}

    /**
     * A new balancer of the policy's algorithm. A built-in one wins over a plug-in of the same name.
     *
     * @throws InvalidValue if there is none of that name, listing those there are
     */
    public static Balancer create(BalancePolicy policy) {
        return Plugged.made(
                "algorithm",
                policy.algorithm(),
                "balancer",
                () -> maker(policy.algorithm()).apply(policy));
    }

    private static Function<BalancePolicy, Balancer> maker(String algorithm) {
        var known = known();
        var maker = known.get(algorithm);
        if (maker == null) {
            throw new InvalidValue("algorithm", algorithm, "one of " + String.join(", ", known.keySet()));
        }
        return maker;
    }

    /** The names of those that need no plug-in. */
    public static Set<String> builtIn() {
        return BUILT_IN.keySet();
    }

    /** The names of all that there are. */
    public static SortedSet<String> names() {
        return new TreeSet<>(known().keySet());
    }

    private static SortedMap<String, Function<BalancePolicy, Balancer>> known() {
        var known = new TreeMap<String, Function<BalancePolicy, Balancer>>();
        for (var provider : ServiceLoader.load(Balancer.Provider.class)) {
            var name = provider.name();
            known.put(name, policy -> new PluggedBalancer(name, provider.create(policy)));
        }
        known.putAll(BUILT_IN);
        return known;
    }
}
