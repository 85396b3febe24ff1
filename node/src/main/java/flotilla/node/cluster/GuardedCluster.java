package flotilla.node.cluster;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster of a plug-in: where it throws, this node is alone for that moment, and serves. Each thing that it throws at is said
 * once, with the stack.
 */
final class GuardedCluster implements Cluster {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedCluster.class);

    private final String name;
    private final Cluster cluster;
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    GuardedCluster(String name, Cluster cluster) {
        this.name = name;
        this.cluster = cluster;
    }

    private <T> T asked(String what, Supplier<T> answer, T otherwise) {
        try {
            return answer.get();
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            if (said.add(what)) {
                LOG.error("cluster {}: its plug-in threw as it was asked to {}; not said again", name, what, e);
            }
            return otherwise;
        }
    }

    private void told(String what, Runnable step) {
        asked(
                what,
                () -> {
                    step.run();
                    return true;
                },
                false);
    }

    @Override
    public void join(Listener listener) {
        told("join", () -> cluster.join(listener));
    }

    @Override
    public void publish(byte[] message) {
        try {
            cluster.publish(message);
        } catch (LinkageError | AssertionError | StackOverflowError e) {
            // Who sends tells of trouble, and tries again.
            throw new IllegalStateException("its plug-in threw: " + e, e);
        }
    }

    @Override
    public List<Member> members() {
        return asked("list its members", () -> List.copyOf(cluster.members()), List.of());
    }

    @Override
    public int expected() {
        return asked("say how many are expected", cluster::expected, 0);
    }

    @Override
    public String state() {
        return asked("tell its state", cluster::state, "unknown: the plug-in " + name + " threw; the log has it");
    }

    @Override
    public void close() {
        told("close", cluster::close);
    }
}
