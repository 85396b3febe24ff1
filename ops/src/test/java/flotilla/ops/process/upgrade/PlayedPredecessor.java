package flotilla.ops.process.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Time;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The old process of an upgrade, played by a test word by word. Its process is the test's, which lives on. */
public final class PlayedPredecessor implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ServerSocketChannel server;
    private final ServerSocketChannel web;
    private final SocketChannel line;
    private final Conversation heir;

    private PlayedPredecessor(ServerSocketChannel server, ServerSocketChannel web, SocketChannel line)
            throws IOException {
        this.server = server;
        this.web = web;
        this.line = line;
        this.heir = new Conversation(line, Time.system());
    }

    /** Listens where it waits for the new one. */
    public static ServerSocketChannel listen(Path socket) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
    }

    /** Hands one socket over, of the listener web, to a process that comes. */
    public static PlayedPredecessor handOver(ServerSocketChannel server) throws IOException {
        var web = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var played = new PlayedPredecessor(server, web, server.accept());
        played.hear(Message.Kind.HELLO);
        played.heir.say(Message.of(Message.Kind.WAIT)
                .with("pid", String.valueOf(ProcessHandle.current().pid())));
        played.heir.say(Message.of(Message.Kind.SOCKETS).with("socket", HandedSocket.listener("web")), List.of(web));
        return played;
    }

    public int port() throws IOException {
        return ((InetSocketAddress) web.getLocalAddress()).getPort();
    }

    /** Hears that all is there but clients, and lets them in; returns when the new one serves. */
    void letServe() throws IOException {
        letIn();
        hear(Message.Kind.SERVING);
    }

    private void letIn() throws IOException {
        hear(Message.Kind.READY);
        say(Message.of(Message.Kind.GO));
    }

    /** Lets clients in, and takes no other word. */
    public void letInAndListenNoMore() throws IOException {
        hear(Message.Kind.READY);
        line.shutdownInput();
        say(Message.of(Message.Kind.GO));
    }

    /** Whether the new process has left the line. */
    public boolean alone() throws IOException {
        try {
            say(Message.of(Message.Kind.WAIT));
            return false;
        } catch (EOFException _) {
            return true;
        } catch (IOException _) {
            // It reads no more than it needs.
            return false;
        }
    }

    /** Has left the fleet. */
    public void leave() throws IOException {
        say(Message.of(Message.Kind.LEFT));
    }

    /** Speaks no more, while its process lives. */
    void part() {
        heir.close();
    }

    void say(Message message) throws IOException {
        heir.say(message);
    }

    /** The next thing that is said has to be this. */
    void hear(Message.Kind kind) throws IOException {
        var heard = heir.hear(PATIENCE, Message.Kind.values()).orElseThrow();
        assertThat(heard.is(kind)).as(heard.text()).isTrue();
    }

    @Override
    public void close() throws IOException {
        heir.close();
        web.close();
        server.close();
    }
}
