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

    /**
     * Makes one and closes it again.
     *
     * @throws flotilla.discovery.InvalidValue as {@link #create} does, or if it cannot be closed
     */
    public static void check(StagePolicy policy) {
        Plugged.made("name", policy.name(), "stage", () -> {
            create(policy).close();
            return policy;
        });
    }
}
