package flotilla.node.cluster;

import flotilla.discovery.InvalidValue;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * A cluster of a plug-in in place of the built-in one.
 *
 * @param name that the plug-in gives it
 * @param options that the plug-in understands
 */
public record PluggedCluster(String name, Map<String, String> options) {

    public PluggedCluster {
        options = Map.copyOf(options);
    }

    /**
     * A new one, not joined yet.
     *
     * @throws InvalidValue if there is none of that name, listing those there are, or its options cannot be
     */
    public Cluster open(Member self) {
        var known = new TreeMap<String, Cluster.Provider>();
        for (var provider : ServiceLoader.load(Cluster.Provider.class)) {
            known.putIfAbsent(provider.name(), provider);
        }
        var provider = known.get(name);
        if (provider == null) {
            var there = known.isEmpty()
                    ? "a plug-in's cluster; there are none"
                    : "one of " + String.join(", ", known.keySet());
            throw new InvalidValue("name", name, there);
        }
        try {
            return provider.create(self, options);
        } catch (InvalidValue e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new InvalidValue("name", name, "a cluster that can be made; its plug-in says " + e);
        }
    }
}
