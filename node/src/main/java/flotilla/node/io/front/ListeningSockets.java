package flotilla.node.io.front;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;

/** Where listeners get their sockets from: bound by this process, or by another one that has handed them over. */
public interface ListeningSockets {

    /** All are bound by this process. */
    ListeningSockets BOUND = new BoundSockets();

    /**
     * The sockets of one listener: at least one, non-blocking, listening on one address; whoever asks closes them.
     *
     * @param address where it listens, port 0 for any
     * @param wanted one for each I/O thread; those that were handed over may be more or fewer
     */
    List<ServerSocketChannel> open(String listener, InetSocketAddress address, int wanted) throws IOException;
}
