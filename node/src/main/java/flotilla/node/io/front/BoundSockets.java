package flotilla.node.io.front;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.xnio.IoUtils;

/** Sockets bound by this process: as many as are wanted, which share their address by SO_REUSEPORT. */
final class BoundSockets implements ListeningSockets {

    private static final int BACKLOG = 4096;

    @Override
    public List<ServerSocketChannel> open(String listener, InetSocketAddress address, int wanted) throws IOException {
        var free = free(address);
        var bound = new ArrayList<ServerSocketChannel>();
        try {
            for (int i = 0; i < wanted; i++) {
                var channel = ServerSocketChannel.open();
                bound.add(channel);
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                channel.configureBlocking(false);
                channel.bind(free, BACKLOG);
            }
        } catch (IOException e) {
            bound.forEach(IoUtils::safeClose);
            throw e;
        }
        return bound;
    }

    /** Without SO_REUSEPORT first: with it, a port that another process of this user holds could be shared unseen. */
    private static InetSocketAddress free(InetSocketAddress address) throws IOException {
        try (var probe = ServerSocketChannel.open()) {
            probe.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            probe.bind(address, 1);
            return (InetSocketAddress) probe.getLocalAddress();
        }
    }
}
