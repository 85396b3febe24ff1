package flotilla.node.http;

import flotilla.discovery.Plugged;
import flotilla.node.route.StagePolicy;

/** The stages that routes may have, by the names of the {@link Stage.Provider}s that are found; none is built in. */
public final class Stages {

    private Stages() {}

    /**
     * A new stage.
     *
     * @throws flotilla.discovery.InvalidValue if there is none of that name, listing those there are, or its options cannot be
     */
    public static Stage create(StagePolicy policy) {
        return Plugged.make(
                "stage",
                Stage.Provider.class,
                Stage.Provider::name,
                policy.name(),
                provider -> provider.create(policy.options()));
    }
}
