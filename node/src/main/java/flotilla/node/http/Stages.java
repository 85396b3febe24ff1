package flotilla.node.http;

import flotilla.discovery.InvalidValue;
import flotilla.node.route.StagePolicy;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The stages that routes may have, by the names of the {@link Stage.Provider}s that are found; none is built in. */
public final class Stages {

    private Stages() {}

    /**
     * A new stage.
     *
     * @throws InvalidValue if there is none of that name, listing those there are, or its options cannot be
     */
    public static Stage create(StagePolicy policy) {
        var known = new TreeMap<String, Stage.Provider>();
        for (var provider : ServiceLoader.load(Stage.Provider.class)) {
            known.putIfAbsent(provider.name(), provider);
        }
        var provider = known.get(policy.name());
        if (provider == null) {
            var there = known.isEmpty()
                    ? "a plug-in's stage; there are none"
                    : "one of " + String.join(", ", known.keySet());
            throw new InvalidValue("name", policy.name(), there);
        }
        try {
            return provider.create(policy.options());
        } catch (InvalidValue e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new InvalidValue("name", policy.name(), "a stage that can be made; its plug-in says " + e);
        }
    }
}
