package flotilla.node.cluster;

import flotilla.discovery.Plugged;
import java.util.Map;

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
     * @throws flotilla.discovery.InvalidValue if there is none of that name, listing those there are, or its options cannot be
     */
    public Cluster open(Member self) {
        var cluster = Plugged.make(
                "cluster",
                Cluster.Provider.class,
                Cluster.Provider::name,
                name,
                provider -> provider.create(self, options));
        return new GuardedCluster(name, cluster);
    }
}
