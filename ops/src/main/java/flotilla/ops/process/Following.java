package flotilla.ops.process;

import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.ops.config.Settings;
import flotilla.ops.process.follow.Followers;
import flotilla.ops.reload.FileWatch;
import flotilla.ops.reload.Reloads;
import flotilla.ops.reload.RunningConfig;
import java.net.InetSocketAddress;
import java.util.Deque;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another configuration comes to count: for the node and for all that runs beside it, or for nobody.
 *
 * @param parts beside the node
 * @param counts gets the settings once they do
 */
record Following(Followers parts, Node node, KeyFiles keyFiles, Consumer<Settings> counts) {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");

    /** Once all is there that follows; until then, and from the end on, nothing else comes to count. */
    void begin(RunningConfig config, Time time, Deque<Runnable> undo) {
        config.attach(this::follow);
        undo.push(config::detach);
        undo.push(FileWatch.start(config, new Reloads(config), time)::close);
    }

    /** A listener that is removed has as long for what is under way as the process has when it stops. */
    private void follow(Settings newer) {
        var before = node.addresses();
        Runnable reconfigure = () -> {
            node.reconfigure(newer.node(), newer.process().stopTimeout());
            counts.accept(newer);
        };
        parts.follow(newer, reconfigure, node::onEveryThread);
        keyFiles.follow(node.config());
        tellListeners(node, before);
    }

    /** Says where listeners are that are not among these. */
    static void tellListeners(Node node, Map<String, InetSocketAddress> known) {
        node.addresses().forEach((name, address) -> {
            if (!address.equals(known.get(name))) {
                LOG.info("listener {}: on {}", name, OwnAddress.text(address));
            }
        });
    }
}
