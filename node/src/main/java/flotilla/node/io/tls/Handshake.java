package flotilla.node.io.tls;

import flotilla.node.io.IoThread;
import flotilla.node.io.Wire;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * The beginning of TLS on a connected channel. Reading and writing happen on the I/O thread, the arithmetic on a virtual
 * one: it takes about a millisecond, in which other connections go on.
 *
 * <p>While such a task is at work it holds the engine's lock, so the I/O thread does not touch the engine: not for bytes
 * that come meanwhile (interest in them is given up, at most once for each task), nor to give up.
 */
public final class Handshake {

    /** Who waits for the outcome, on the I/O thread; exactly one of the two, once. */
    public interface Listener {

        /** From here on the bytes go over {@code wire}. */
        void secured(Wire wire);

        void failed(Exception trouble);
    }

    private final IoThread io;
    private final SSLEngine engine;
    private final SelectionKey key;
    private final TlsWire wire;
    private final Listener listener;

    private boolean working;
    private boolean over;

    /** @param engine of the client's side, fresh */
    public Handshake(IoThread io, SSLEngine engine, SocketChannel channel, SelectionKey key, Listener listener) {
        this.io = io;
        this.engine = engine;
        this.key = key;
        this.wire = new TlsWire(io, engine, channel, key);
        this.listener = listener;
    }

    /** Begins; the listener may hear of a failure before this returns. */
    public void begin() {
        try {
            engine.beginHandshake();
            step();
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    /** The channel is readable or writable. */
    public void ready() {
        if (over) {
            return;
        }
        if (working) {
            key.interestOps(0);
            return;
        }
        try {
            step();
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    private void step() throws IOException {
        while (true) {
            if (!wire.flush()) {
                key.interestOps(SelectionKey.OP_WRITE);
                return;
            }
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    work();
                    return;
                }
                case NEED_WRAP -> wire.speak();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!wire.shake()) {
                        key.interestOps(SelectionKey.OP_READ);
                        return;
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    over = true;
                    listener.secured(wire);
                    return;
                }
            }
        }
    }

    private void work() {
        working = true;
        Thread.startVirtualThread(() -> {
            try {
                for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            } finally {
                io.execute(this::worked);
            }
        });
    }

    private void worked() {
        working = false;
        if (!over) {
            key.interestOps(SelectionKey.OP_READ);
            ready();
        }
    }

    private void fail(Exception trouble) {
        over = true;
        var said = trouble instanceof SSLException ? trouble : alertOr(trouble);
        wire.close();
        listener.failed(said);
    }

    /** Who closes before our last word has gone may have said why: then that is the trouble. */
    private Exception alertOr(Exception trouble) {
        try {
            wire.shake();
            return trouble;
        } catch (SSLException alert) {
            return alert;
        } catch (IOException | RuntimeException e) {
            return trouble;
        }
    }

    /** Gives up; nobody hears of it. */
    public void abandon() {
        if (over) {
            return;
        }
        over = true;
        if (working) {
            wire.free();
        } else {
            wire.close();
        }
    }
}
