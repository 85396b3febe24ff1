package org.xnio.nio;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/**
 * Registers raw channels with an XNIO I/O thread. XNIO's own way costs two conduits and a listener dispatch per event
 * and, for accepted connections, a hand-off between threads; its {@code registerChannel} and {@link NioHandle} are
 * package-private, hence this class in this package (the jar is neither sealed nor a named module).
 */
public final class Channels {

    private Channels() {}

    /** Who is called on the I/O thread when its channel is ready. Must not throw. */
    @FunctionalInterface
    public interface Ready {

        /** @param ops the ready set of {@link SelectionKey} */
        void ready(int ops);
    }

    /**
     * Registers a non-blocking channel with no interest set. From then on the interest is changed by {@link
     * SelectionKey#interestOps(int)} on that I/O thread alone.
     */
    public static SelectionKey register(XnioIoThread thread, SelectableChannel channel, Ready ready)
            throws IOException {
        var worker = (WorkerThread) thread;
        var key = worker.registerChannel((java.nio.channels.spi.AbstractSelectableChannel) channel);
        key.attach(new NioHandle(worker, key) {
            @Override
            void handleReady(int ops) {
                ready.ready(ops);
            }

            @Override
            void forceTermination() {
                IoUtils.safeClose(channel);
            }

            @Override
            void terminated() {}
        });
        return key;
    }

    /** Wraps an accepted, non-blocking channel for those who speak XNIO; call on {@code thread}. */
    @SuppressWarnings("NullAway") // XNIO takes null for "nobody wants to hear of the close"
    public static StreamConnection connection(XnioIoThread thread, SocketChannel channel) throws IOException {
        var worker = (WorkerThread) thread;
        return new NioSocketStreamConnection(worker, worker.registerChannel(channel), null);
    }
}
