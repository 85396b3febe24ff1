package flotilla.ops.settings;

import flotilla.discovery.InvalidValue;

/**
 * Where the settings that are changed at run time are kept.
 *
 * @param store {@code consul}: in its KV store, one document for all nodes; {@code file}: each node in a file of its own
 *     below {@code state}; {@code auto}: in Consul if the configuration names Consul, else in a file. The same on all
 *     nodes of a fleet
 * @param key in Consul; empty: {@code flotilla/<name of the cluster>/settings}
 */
public record SettingsPolicy(String store, String key) {

    public static final SettingsPolicy DEFAULT = new SettingsPolicy("auto", "");

    public SettingsPolicy {
        InvalidValue.require(store.matches("auto|consul|file"), "store", store, "auto, consul or file");
        InvalidValue.require(
                key.matches("|[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*") && key.length() <= 128,
                "key",
                key,
                "letters, digits, dots, dashes and underscores between slashes, at most 128 characters");
    }

    /**
     * With nothing left to guess.
     *
     * @param namesConsul whether the rest of the configuration does
     */
    public SettingsPolicy settled(boolean namesConsul, String cluster) {
        return new SettingsPolicy(
                store.equals("auto") ? (namesConsul ? "consul" : "file") : store,
                key.isEmpty() ? "flotilla/" + cluster + "/settings" : key);
    }

    public boolean inConsul() {
        return store.equals("consul");
    }
}
