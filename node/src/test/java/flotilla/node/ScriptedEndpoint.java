package flotilla.node;

import flotilla.node.route.UpstreamPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.function.UnaryOperator;

/** An endpoint whose connections the test holds in its own hands. */
public final class ScriptedEndpoint implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    private final ServerSocket listener;
    private final UnaryOperator<Socket> layer;

    public ScriptedEndpoint() {
        this(UnaryOperator.identity());
    }

    /** With a layer such as TLS over every connection. */
    public ScriptedEndpoint(UnaryOperator<Socket> layer) {
        this.layer = layer;
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
        return node(TestNode.policy());
    }

    public TestNode node(UpstreamPolicy policy) {
        return TestNode.start(
                policy,
                listenerPolicy -> listenerPolicy,
                NodeConfig.NodeLimits.DEFAULT,
                flotilla.node.route.Route.UNLIMITED,
                List.of(port()));
    }

    /** The next connection that the node opens. */
    public RawClient accept() throws IOException {
        return new RawClient(layer.apply(listener.accept()));
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
