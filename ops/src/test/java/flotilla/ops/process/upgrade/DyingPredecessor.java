package flotilla.ops.process.upgrade;

import flotilla.discovery.Time;
import flotilla.node.io.front.ListeningSockets;
import flotilla.ops.FlotillaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A program that plays the old process of an upgrade, and ends without a word after a step of it, as by SIGKILL. */
final class DyingPredecessor {

    static final int KILLED = 137;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private DyingPredecessor() {}

    /** @param last what it says last, or hears last */
    static FlotillaProcess start(Path socket, Message.Kind last) throws IOException {
        return FlotillaProcess.startMain(DyingPredecessor.class, socket.toString(), last.name());
    }

    /** @param args the path of the socket, and the step */
    public static void main(String[] args) throws Exception {
        var last = Message.Kind.valueOf(args[1]);
        var sockets = ListeningSockets.BOUND.open("web", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 2);
        var port = ((InetSocketAddress) sockets.getFirst().getLocalAddress()).getPort();
        Files.deleteIfExists(Path.of(args[0]));
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(args[0]));
            System.err.println("web: on 127.0.0.1:" + port);
            try (var heir = new Conversation(server.accept(), Time.system())) {
                heir.hear(PATIENCE, Message.Kind.HELLO);
                heir.say(Message.of(Message.Kind.WAIT)
                        .with("pid", String.valueOf(ProcessHandle.current().pid())));
                var message = Message.of(Message.Kind.SOCKETS);
                for (int i = 0; i < sockets.size(); i++) {
                    message = message.with("socket", HandedSocket.listener("web"));
                }
                heir.say(message, sockets);
                if (last != Message.Kind.SOCKETS) {
                    heir.hear(PATIENCE, Message.Kind.READY);
                }
                if (last == Message.Kind.SERVING) {
                    heir.say(Message.of(Message.Kind.GO));
                    heir.hear(PATIENCE, Message.Kind.SERVING);
                }
                Runtime.getRuntime().halt(KILLED);
            }
        }
    }
}
