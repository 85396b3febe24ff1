package flotilla.ops.system;

import com.google.errorprone.annotations.Immutable;
import flotilla.ops.system.Conversation.Heard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** An endpoint on a raw socket that does what a script says, with each connection. */
final class FaultyEndpoint implements AutoCloseable {

    /** What is done with a connection; it is closed at the end. */
    @Immutable
    @FunctionalInterface
    interface Script {
        void converse(Conversation with) throws IOException;
    }

    private final ServerSocket listener;
    private final UnaryOperator<Socket> layer;
    private final Script script;
    private final Heard heard;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private FaultyEndpoint(ServerSocket listener, UnaryOperator<Socket> layer, Script script, Heard heard) {
        this.listener = listener;
        this.layer = layer;
        this.script = script;
        this.heard = heard;
    }

    /** Listens on a free port of 127.0.0.1, with a layer such as TLS over every connection. */
    static FaultyEndpoint start(UnaryOperator<Socket> layer, Script script, Heard heard) throws IOException {
        var listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        var endpoint = new FaultyEndpoint(listener, layer, script, heard);
        Thread.ofVirtual().name("faulty endpoint").start(endpoint::accept);
        return endpoint;
    }

    String authority() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                var socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().name("faulty endpoint").start(() -> converse(socket));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void converse(Socket accepted) {
        try (accepted) {
            script.converse(new Conversation(accepted, layer.apply(accepted), heard));
        } catch (IOException e) {
            // The node has had enough, as it should of some of these.
        } finally {
            open.remove(accepted);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var socket : open) {
            socket.close();
        }
    }
}
