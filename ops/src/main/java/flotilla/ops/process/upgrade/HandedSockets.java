package flotilla.ops.process.upgrade;

import flotilla.node.io.front.ListeningSockets;
import flotilla.ops.process.unix.JdkChannels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listening sockets that another process has opened: the one whose place this one takes, or systemd. Each goes to whom it
 * was meant for by name, or else to whom listens at its address. For a listener that has none they are bound.
 */
public final class HandedSockets implements ListeningSockets {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");

    /** The first descriptor that systemd passes (sd_listen_fds(3)). */
    private static final int FIRST = 3;

    private final List<HandedSocket> sockets;

    HandedSockets(List<HandedSocket> sockets) {
        this.sockets = new ArrayList<>(sockets);
    }

    /**
     * Those that systemd passes to a process with this environment (LISTEN_FDS), by LISTEN_FDNAMES.
     *
     * @throws UncheckedIOException if one of them is no listening socket
     */
    public static HandedSockets ofSystemd(Map<String, String> environment) {
        var own = String.valueOf(ProcessHandle.current().pid());
        var count = environment.getOrDefault("LISTEN_FDS", "0");
        if (!environment.getOrDefault("LISTEN_PID", "").equals(own) || !count.matches("[1-9][0-9]{0,3}")) {
            return new HandedSockets(List.of());
        }
        var names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
        var passed = new ArrayList<HandedSocket>();
        try {
            for (int i = 0; i < Integer.parseInt(count); i++) {
                var name = i < names.length ? names[i] : "";
                var owner = name.equals(HandedSocket.ADMIN) ? name : HandedSocket.listener(name);
                passed.add(new HandedSocket(owner, JdkChannels.listening(FIRST + i)));
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw new UncheckedIOException(new IOException("LISTEN_FDS: " + e.getMessage(), e));
        }
        LOG.info("has {} listening sockets of systemd", passed.size());
        return new HandedSockets(passed);
    }

    /** Those that were meant for this listener or are at this address; otherwise they are bound. */
    @Override
    public synchronized List<ServerSocketChannel> open(String listener, InetSocketAddress address, int wanted)
            throws IOException {
        var own = take(HandedSocket.listener(listener), address);
        return own.isEmpty() ? ListeningSockets.BOUND.open(listener, address, wanted) : own;
    }

    /** The socket that was meant for the admin port, or is at its address. */
    public synchronized Optional<ServerSocketChannel> admin(InetSocketAddress address) {
        return take(HandedSocket.ADMIN, address).stream().findFirst();
    }

    private List<ServerSocketChannel> take(String owner, InetSocketAddress address) {
        var named = matching(socket -> socket.owner().equals(owner) && serves(socket.channel(), address));
        var found = named.isEmpty() && address.getPort() != 0
                ? matching(socket -> serves(socket.channel(), address))
                : named;
        sockets.removeAll(found);
        return found.stream().map(HandedSocket::channel).toList();
    }

    private List<HandedSocket> matching(Predicate<HandedSocket> predicate) {
        return sockets.stream().filter(predicate).toList();
    }

    private static boolean serves(ServerSocketChannel channel, InetSocketAddress address) {
        try {
            var bound = (InetSocketAddress) channel.getLocalAddress();
            boolean samePort = address.getPort() == 0 || address.getPort() == bound.getPort();
            boolean bothAny = address.getAddress().isAnyLocalAddress()
                    && bound.getAddress().isAnyLocalAddress();
            return samePort && (bothAny || address.getAddress().equals(bound.getAddress()));
        } catch (IOException e) {
            return false;
        }
    }

    /** Speaks of those that nobody has asked for: who connects there waits in vain. */
    public synchronized void sayUnused() {
        sockets.forEach(socket -> LOG.warn("LISTEN_FDS: {} is in no configuration", socket.owner()));
    }

    /** Closes those that nobody has asked for: the one who opened them still has them. */
    synchronized void closeUnused() {
        for (var socket : sockets) {
            try {
                LOG.info("upgrade: {} is no more", socket.owner());
                socket.channel().close();
            } catch (IOException e) {
                LOG.warn("upgrade: {} cannot be closed: {}", socket.owner(), e.getMessage());
            }
        }
        sockets.clear();
    }
}
