package flotilla.node.io.front;

import flotilla.node.io.IoThread;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.nio.Channels;

/**
 * The socket of a client: reads and writes without blocking, keeps what the client does not take yet, and holds the one
 * place where the selector is told what to report. Reading stays subscribed from the beginning to the end but while
 * somebody must pause, so that a request costs no call for it and a client that leaves is seen at once.
 *
 * <p>Once {@link #close closed} it does nothing any more, so that whoever comes late does no harm.
 */
final class ClientSocket {

    /** Who uses the socket. */
    interface Owner {

        /** What was kept has been written. */
        void flushed();

        /** The client has taken some of what was kept. */
        void progressed();

        /** The client is gone. */
        void gone(String how);

        /** The client does not take what it asked for, and there is no memory left to keep it in. */
        void overwhelmed();
    }

    private final IoThread io;
    private final SocketChannel channel;
    private final Owner owner;

    private @Nullable SelectionKey key;
    private @Nullable ByteBuffer pending;
    private int interest;
    private boolean closed;
    private long written;

    ClientSocket(IoThread io, SocketChannel channel, Owner owner) {
        this.io = io;
        this.channel = channel;
        this.owner = owner;
    }

    /** Lets the selector of the I/O thread report to {@code ready} that there is something to read. */
    void open(Channels.Ready ready) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        key = io.register(channel, ready);
        listen(true);
    }

    /** Says whether it is to be reported that there is something to read. */
    void listen(boolean wanted) {
        interest(SelectionKey.OP_READ, wanted);
    }

    private void interest(int op, boolean wanted) {
        int wish = wanted ? interest | op : interest & ~op;
        if (wish != interest && key != null && !closed) {
            interest = wish;
            key.interestOps(wish);
        }
    }

    /** Begins to count {@link #written} anew. */
    void begin() {
        written = 0;
    }

    /** Bytes handed to {@link #write} since {@link #begin}. */
    long written() {
        return written;
    }

    boolean closed() {
        return closed;
    }

    /** Reads what there is; -1 once the client has closed its side. */
    int read(ByteBuffer target) throws IOException {
        return closed ? 0 : channel.read(target);
    }

    /** Writes what the socket takes and keeps the rest; returns whether there is no rest. */
    boolean write(ByteBuffer bytes) {
        if (closed) {
            return false;
        }
        written += bytes.remaining();
        try {
            var before = pending;
            if (before == null) {
                channel.write(bytes);
                if (!bytes.hasRemaining()) {
                    return true;
                }
            }
            pending = before == null ? io.budget().keep(bytes) : joined(before, bytes);
        } catch (IOException e) {
            owner.gone(String.valueOf(e.getMessage()));
            return false;
        }
        if (pending == null) {
            owner.overwhelmed();
        } else {
            interest(SelectionKey.OP_WRITE, true);
        }
        return false;
    }

    private @Nullable ByteBuffer joined(ByteBuffer before, ByteBuffer bytes) {
        var all = ByteBuffer.allocate(before.remaining() + bytes.remaining())
                .put(before)
                .put(bytes)
                .flip();
        io.budget().free(before);
        return io.budget().keep(all);
    }

    /** The client takes bytes again. */
    void writable() {
        var rest = pending;
        if (rest == null) {
            interest(SelectionKey.OP_WRITE, false);
            return;
        }
        try {
            channel.write(rest);
        } catch (IOException e) {
            owner.gone(String.valueOf(e.getMessage()));
            return;
        }
        if (rest.hasRemaining()) {
            owner.progressed();
            return;
        }
        io.budget().free(rest);
        pending = null;
        interest(SelectionKey.OP_WRITE, false);
        owner.flushed();
    }

    /** Tells the client that nothing more comes. */
    void shutdownOutput() throws IOException {
        if (!closed) {
            channel.shutdownOutput();
        }
    }

    /** Closes with a reset, so that even an answer that ends with its connection is seen to be broken. */
    void cut() {
        try {
            if (!closed) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            // Broken already, which is what is wanted.
        }
        close();
    }

    void close() {
        if (closed) {
            return;
        }
        closed = true;
        var rest = pending;
        if (rest != null) {
            pending = null;
            io.budget().free(rest);
        }
        if (key != null) {
            key.cancel();
        }
        IoUtils.safeClose(channel);
    }
}
