package flotilla.ops.process;

import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.config.ConsulUris;
import flotilla.ops.config.Settings;
import flotilla.ops.settings.FileStore;
import flotilla.ops.settings.NodeSettings;
import flotilla.ops.settings.SettingsStore;
import flotilla.ops.settings.SharedStore;

/**
 * Where the settings are kept that are changed at run time: those of the fleet where the configuration says, and those of this
 * node alone in a file of its own below {@code state}, wherever the fleet's are.
 */
record ChangeableSettings(YieldingStore ofFleet, YieldingStore ofNode) {

    static ChangeableSettings of(Settings settings, Sources sources) {
        return new ChangeableSettings(
                new YieldingStore(ofFleet(settings, sources)), new YieldingStore(file(settings, "settings-own")));
    }

    private static SettingsStore ofFleet(Settings settings, Sources sources) {
        var policy = settings.changeable();
        if (policy.inConsul()) {
            var text = sources.text(ConsulUris.registry(settings.consul()), policy.key());
            return new SharedStore(text, "the key " + policy.key() + " in Consul");
        }
        return file(settings, "settings");
    }

    /** With the node's name, as nodes on one machine may have one directory; a node alone may change its name. */
    private static FileStore file(Settings settings, String what) {
        var name = settings.cluster()
                .map(cluster -> what + "-" + cluster.node() + ".json")
                .orElse(what + ".json");
        return new FileStore(settings.state().map(directory -> directory.resolve(name)));
    }

    /** Begins with what is kept. */
    NodeSettings open(String node, Time time) {
        return NodeSettings.open(ofFleet, ofNode, node, time);
    }

    /** Whether nothing may be written from now on. */
    void freeze(boolean now) {
        ofFleet.freeze(now);
        ofNode.freeze(now);
    }
}
