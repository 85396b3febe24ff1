package flotilla.node.cluster;

import java.util.List;

/** A fleet of one: nobody hears, and nobody is heard. */
public final class SoloCluster implements Cluster {

    @Override
    public void join(Listener listener) {}

    @Override
    public void publish(byte[] message) {
        if (message.length > MAX_MESSAGE) {
            throw new IllegalArgumentException(message.length + " bytes (expected: at most " + MAX_MESSAGE + ")");
        }
    }

    @Override
    public List<Member> members() {
        return List.of();
    }

    @Override
    public String state() {
        return "alone: no cluster is configured";
    }

    @Override
    public void close() {}
}
