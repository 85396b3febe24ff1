package flotilla.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/** An endpoint whose connections the test holds in its own hands. */
public final class ScriptedEndpoint implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;

    private final ServerSocket listener;

    public ScriptedEndpoint() {
        try {
            listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
            listener.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** A node before this endpoint alone. */
    public TestNode node() {
        return TestNode.start(
                TestNode.policy(),
                listenerPolicy -> listenerPolicy,
                NodeConfig.NodeLimits.DEFAULT,
                flotilla.node.route.Route.UNLIMITED,
                List.of(port()));
    }

    /** The next connection that the node opens. */
    public RawClient accept() throws IOException {
        return new RawClient(listener.accept());
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
