package flotilla.ops.process;

import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.ops.config.Settings;
import flotilla.ops.scale.Scale;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Starts what advises the number of endpoints, wherever that is or comes to be configured. */
final class ScaleStart {

    private ScaleStart() {}

    /** @param settings those that count now */
    static Scale of(Supplier<Settings> settings, Node running, Time time) {
        var first = settings.get();
        var self = running.fleet().map(fleet -> fleet.self().node()).orElseGet(first::nodeId);
        return Scale.start(
                first.scale(),
                running,
                upstream -> checks(settings.get(), upstream),
                self,
                first.cluster().isPresent(),
                file(first),
                time);
    }

    /** With the node's name, as nodes on one machine may have one directory. */
    private static Optional<Path> file(Settings settings) {
        var name = settings.cluster()
                .map(cluster -> "scale-" + cluster.node() + ".json")
                .orElse("scale.json");
        return settings.state().map(directory -> directory.resolve(name));
    }

    private static Duration checks(Settings settings, String upstream) {
        var configured = settings.node().upstreams().get(upstream);
        return configured == null ? Duration.ZERO : configured.policy().health().interval();
    }
}
