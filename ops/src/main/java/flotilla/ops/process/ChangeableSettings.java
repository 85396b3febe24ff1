package flotilla.ops.process;

import flotilla.discovery.Sources;
import flotilla.ops.config.ConsulUris;
import flotilla.ops.config.Settings;
import flotilla.ops.settings.FileStore;
import flotilla.ops.settings.SettingsStore;
import flotilla.ops.settings.SharedStore;

/** Opens the settings that are changed at run time where the configuration says that they are kept. */
final class ChangeableSettings {

    private ChangeableSettings() {}

    static YieldingStore store(Settings settings, Sources sources) {
        return new YieldingStore(kept(settings, sources));
    }

    private static SettingsStore kept(Settings settings, Sources sources) {
        var policy = settings.changeable();
        if (policy.inConsul()) {
            var text = sources.text(ConsulUris.registry(settings.consul()), policy.key());
            return new SharedStore(text, "the key " + policy.key() + " in Consul");
        }
        // With the node's name, as nodes on one machine may have one directory; a node alone may change its name.
        var name = settings.cluster()
                .map(cluster -> "settings-" + cluster.node() + ".json")
                .orElse("settings.json");
        return new FileStore(settings.state().map(directory -> directory.resolve(name)));
    }
}
