package flotilla.node.io.front;

import flotilla.node.figures.Closing;
import flotilla.node.io.IoThread;
import flotilla.node.io.Timeout;
import flotilla.node.io.http1.RequestHeadParser;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of a client: one request after another, from its head to the end of its answer.
 *
 * <p>What is read goes to the parser of heads until that has a whole one or refuses it; either way the {@link
 * ClientExchange} takes it from there, and the connection waits. While it does, only the request's body is read on.
 * What else comes is the next request, of which one read is kept, or the client's end, which ends the exchange.
 * When the exchange ends, it says whether the connection goes on ({@link #next}) or not ({@link #end}).
 *
 * <p>Requests that are answered at once follow each other in a loop, not by recursion: however many a client pipelines,
 * {@link #serve} is entered once.
 *
 * <p>Threads and buffers: everything happens on the I/O thread that accepted the connection. A read uses the thread's
 * scratch buffer, and only the event of this connection that reads into it uses its bytes, so no other connection that
 * goes on meanwhile can meet them; {@link ClientInput} copies what is left at the event's end. The head has bytes of
 * its own, from {@link HeadParsers}, and an idle connection has neither.
 */
final class ClientConnection implements ClientSocket.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    private enum State {
        /** Idle, or in the middle of a head. */
        AWAITING_HEAD,
        EXCHANGING,
        LINGERING,
        CLOSED
    }

    private final Acceptor acceptor;
    private final IoThread io;
    private final ListenerPolicy policy;
    private final ClientSocket socket;
    private final ClientInput input;
    private final ClientExchange exchange;
    private final Lingering lingering;
    private final Timeout timer = new Timeout() {
        @Override
        protected void expired() {
            tooSlow();
        }
    };

    private State state = State.AWAITING_HEAD;
    private @Nullable RequestHeadParser parser;
    private boolean headTimed;
    private boolean serving;

    @SuppressWarnings("this-escape") // they keep it for later
    ClientConnection(Acceptor acceptor, IoThread io, SocketChannel channel, InetSocketAddress peer) {
        this.acceptor = acceptor;
        this.io = io;
        this.policy = acceptor.listener().policy();
        this.socket = new ClientSocket(io, channel, this);
        this.input = new ClientInput(io.budget());
        this.lingering = new Lingering(io, socket, () -> close(Closing.Client.ANSWERED));
        this.exchange = new ClientExchange(io, acceptor, peer, this, socket, new ClientBody(socket, input));
    }

    void open() throws IOException {
        socket.open(this::ready);
        io.nanos();
        io.after(timer, policy.idleTimeout().toNanos());
    }

    private void ready(int ops) {
        try {
            if ((ops & SelectionKey.OP_WRITE) != 0) {
                socket.writable();
            }
            if ((ops & SelectionKey.OP_READ) != 0) {
                readable();
            }
        } catch (CancelledKeyException e) {
            gone("closed");
        } catch (Throwable e) {
            LOG.error(
                    "listener {}: defect while a client was served",
                    acceptor.listener().name(),
                    e);
            defect(e);
        }
    }

    private void readable() {
        switch (state) {
            case AWAITING_HEAD -> receive();
            case EXCHANGING -> exchange.readable();
            case LINGERING -> lingering.readable();
            case CLOSED -> {}
        }
    }

    private void receive() {
        try {
            int n = socket.read(io.incoming.clear());
            if (n < 0) {
                close(Closing.Client.CLIENT);
            } else if (n > 0) {
                input.offer(io.incoming.flip());
                serve();
            }
        } catch (IOException e) {
            close(Closing.Client.CLIENT);
        }
    }

    /** Serves what has come, request by request, as long as each is answered at once. */
    private void serve() {
        if (serving) {
            return;
        }
        serving = true;
        try {
            while (state == State.AWAITING_HEAD && !input.isEmpty() && headRead()) {
                exchange();
            }
        } finally {
            serving = false;
        }
        if (!input.settle()) {
            inputLost();
        } else if (state == State.AWAITING_HEAD) {
            limitHead();
        }
    }

    private void exchange() {
        var read = parser;
        if (read != null) {
            state = State.EXCHANGING;
            exchange.start(read.head());
        }
    }

    /** Whether the head is whole, or refused. */
    private boolean headRead() {
        var reading = parser == null ? acceptor.parsers().take() : parser;
        parser = reading;
        while (true) {
            switch (reading.read(input.bytes())) {
                case MORE -> {
                    return false;
                }
                case DONE -> {
                    return true;
                }
                case FULL -> {
                    if (!acceptor.parsers().grow(reading)) {
                        reading.refuse(Failure.of(Reason.OUT_OF_BUFFERS));
                        return true;
                    }
                }
            }
        }
    }

    /** A head that has begun gets its own limit, which does not move as it comes. */
    private void limitHead() {
        if (!headTimed && parser != null && parser.begun()) {
            headTimed = true;
            io.nanos();
            io.after(timer, policy.headTimeout().toNanos());
        }
    }

    /** Idle for too long, or with a head that does not come to its end; an exchange has limits of its own. */
    private void tooSlow() {
        var late = parser;
        if (state == State.AWAITING_HEAD && late != null && late.begun()) {
            late.refuse(new Failure(Reason.CLIENT_TIMEOUT, "the head did not come in time"));
            exchange();
        } else if (state == State.AWAITING_HEAD) {
            close(Closing.Client.IDLE_TIMEOUT);
        }
    }

    /** Something comes although the request is whole: the client's end, or the next request. */
    void early() {
        if (!input.isEmpty()) {
            socket.listen(false);
            return;
        }
        try {
            int n = socket.read(io.incoming.clear());
            if (n < 0) {
                gone("closed its connection");
            } else if (n > 0) {
                socket.listen(false);
                if (!input.keep(io.incoming.flip())) {
                    inputLost();
                }
            }
        } catch (IOException e) {
            gone(String.valueOf(e.getMessage()));
        }
    }

    /** The head is no longer needed. */
    void headDone() {
        var done = parser;
        if (done != null) {
            parser = null;
            acceptor.parsers().giveBack(done);
        }
    }

    /** The exchange has ended; the next may come. */
    void next() {
        state = State.AWAITING_HEAD;
        headTimed = false;
        io.after(timer, policy.idleTimeout().toNanos());
        socket.listen(true);
        serve();
    }

    /**
     * The exchange has ended and the connection with it.
     *
     * @param abruptly whether the client may not know that, and still send
     */
    void end(boolean abruptly) {
        if (abruptly || !input.isEmpty()) {
            state = State.LINGERING;
            input.clear();
            lingering.begin();
        } else {
            close(Closing.Client.ANSWERED);
        }
    }

    @Override
    public void flushed() {
        exchange.flushed();
    }

    @Override
    public void progressed() {
        exchange.progressed();
    }

    @Override
    public void gone(String how) {
        exchange.gone(how);
        close(Closing.Client.CLIENT);
    }

    @Override
    public void overwhelmed() {
        exchange.breakOff(Failure.of(Reason.OUT_OF_BUFFERS));
        close(Closing.Client.OUT_OF_BUFFERS);
    }

    /** There was no memory to keep what came: the connection cannot go on behind it. */
    private void inputLost() {
        if (state == State.EXCHANGING) {
            exchange.abandon(Failure.of(Reason.OUT_OF_BUFFERS));
        } else {
            close(Closing.Client.OUT_OF_BUFFERS);
        }
    }

    private void defect(Throwable e) {
        if (state == State.EXCHANGING) {
            exchange.abandon(new Failure(Reason.INTERNAL, e.toString()));
        } else {
            close(Closing.Client.DEFECT);
        }
    }

    /** The listener ends: what is under way is answered or cut, and the connection closed. */
    void shutDown() {
        if (state == State.EXCHANGING) {
            exchange.abandon(Failure.of(Reason.SHUTTING_DOWN));
        }
        close(Closing.Client.SHUTTING_DOWN);
    }

    /** Closes it unless a request is under way, or has come in this moment. */
    void closeIfIdle() {
        if (idle()) {
            receive();
        }
        if (idle()) {
            close(Closing.Client.SHUTTING_DOWN);
        }
    }

    private boolean idle() {
        return state == State.AWAITING_HEAD && (parser == null || !parser.begun());
    }

    /** Closes with a reset. */
    void cut() {
        socket.cut();
        close(Closing.Client.CUT);
    }

    private void close(Closing.Client why) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        io.cancel(timer);
        io.cancel(lingering);
        exchange.gone("closed its connection");
        socket.close();
        input.clear();
        headDone();
        acceptor.closed(this, why);
    }
}
