package flotilla.ops.process.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;

import flotilla.discovery.Time;
import flotilla.ops.process.unix.Descriptors;
import flotilla.ops.process.unix.JdkChannels;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Unix socket between the old process and the new one. A message is its length in four bytes and its text; sockets
 * follow the message that lists them, a byte with each lot.
 *
 * <p>Nothing blocks for ever: the channel does not, and who waits looks again every few milliseconds. That is for the few
 * seconds of an upgrade.
 */
final class Conversation implements AutoCloseable {

    private static final int LONGEST = 1 << 20;
    private static final Duration STEP = Duration.ofMillis(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final SocketChannel channel;
    private final Time time;

    Conversation(SocketChannel channel, Time time) throws IOException {
        this.channel = channel;
        this.time = time;
        channel.configureBlocking(false);
    }

    void say(Message message) throws IOException {
        var text = message.text().getBytes(UTF_8);
        var bytes = ByteBuffer.allocate(4 + text.length)
                .putInt(text.length)
                .put(text)
                .flip();
        long deadline = time.nanos() + ANSWER.toNanos();
        while (bytes.hasRemaining()) {
            if (written(bytes) == 0) {
                await(deadline, "does not read");
            }
        }
    }

    /** Says which sockets come, and sends them. */
    void say(Message message, List<ServerSocketChannel> sockets) throws IOException {
        say(message);
        for (int from = 0; from < sockets.size(); from += Descriptors.MOST) {
            Descriptors.send(channel, sockets.subList(from, Math.min(from + Descriptors.MOST, sockets.size())));
        }
    }

    /** The sockets that follow a message. */
    List<ServerSocketChannel> sockets(int count) throws IOException {
        var received = new ArrayList<ServerSocketChannel>();
        boolean whole = false;
        try {
            long deadline = time.nanos() + ANSWER.toNanos();
            while (received.size() < count) {
                takeLot(received, deadline);
            }
            whole = true;
            return received;
        } finally {
            if (!whole) {
                // One that nobody accepts from would keep its share of the clients waiting for ever.
                received.forEach(Conversation::drop);
            }
        }
    }

    private void takeLot(List<ServerSocketChannel> received, long deadline) throws IOException {
        try {
            var lot = Descriptors.receive(channel);
            if (lot.isEmpty()) {
                throw new EOFException("it ended while it handed its sockets over");
            }
            for (int descriptor : lot) {
                received.add(JdkChannels.listening(descriptor));
            }
        } catch (Descriptors.NothingYet _) {
            await(deadline, "does not send its sockets");
        }
    }

    /**
     * The next message of one of these kinds, or a cancellation; others are passed over.
     *
     * @return empty if there is none within the limit
     * @throws EOFException if the other side is gone
     */
    Optional<Message> hear(Duration limit, Message.Kind... kinds) throws IOException {
        long deadline = time.nanos() + limit.toNanos();
        while (true) {
            var heard = hear(deadline);
            if (heard.isEmpty() || heard.get().is(Message.Kind.CANCEL)) {
                return heard;
            }
            for (var kind : kinds) {
                if (heard.get().is(kind)) {
                    return heard;
                }
            }
        }
    }

    private Optional<Message> hear(long deadline) throws IOException {
        var head = ByteBuffer.allocate(4);
        if (!read(head, deadline)) {
            return Optional.empty();
        }
        int length = head.flip().getInt();
        if (length < 0 || length > LONGEST) {
            throw new IOException("it says something of " + length + " bytes");
        }
        var text = ByteBuffer.allocate(length);
        if (!read(text, time.nanos() + ANSWER.toNanos())) {
            throw new IOException("it stopped in the middle of a message");
        }
        return Optional.of(Message.parse(UTF_8.decode(text.flip()).toString()));
    }

    /** Fills it; false if nothing came in time. Never reads further: sockets that come with the next byte would be lost. */
    private boolean read(ByteBuffer into, long deadline) throws IOException {
        while (into.hasRemaining()) {
            int n = taken(into);
            if (n < 0) {
                throw new EOFException("it is gone");
            } else if (n == 0 && time.nanos() - deadline >= 0) {
                if (into.position() > 0) {
                    throw new IOException("it stopped in the middle of a message");
                }
                return false;
            } else if (n == 0) {
                pause();
            }
        }
        return true;
    }

    private int written(ByteBuffer bytes) throws EOFException {
        try {
            return channel.write(bytes);
        } catch (IOException e) {
            throw gone(e);
        }
    }

    private int taken(ByteBuffer into) throws EOFException {
        try {
            return channel.read(into);
        } catch (IOException e) {
            throw gone(e);
        }
    }

    /** A reset or a broken pipe: the other side has closed, with or without having read all. */
    private static EOFException gone(IOException e) {
        var gone = new EOFException("it is gone: " + e.getMessage());
        gone.initCause(e);
        return gone;
    }

    private static void drop(ServerSocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a socket that cannot be closed", e);
        }
    }

    private void await(long deadline, String trouble) throws IOException {
        if (time.nanos() - deadline >= 0) {
            throw new IOException("it " + trouble);
        }
        pause();
    }

    private void pause() throws IOException {
        try {
            time.pause(STEP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a socket that cannot be closed", e);
        }
    }
}
