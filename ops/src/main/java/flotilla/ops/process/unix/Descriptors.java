package flotilla.ops.process.unix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * File descriptors sent over a Unix socket (SCM_RIGHTS): the one who receives has the same open sockets, as if they had been
 * duplicated. The layouts are those of {@code msghdr} and {@code cmsghdr} on 64-bit Linux, the same for glibc and musl.
 */
@SuppressWarnings("restricted") // the jar's manifest grants it
public final class Descriptors {

    /** Most descriptors in one message; the kernel's own limit is 253. */
    public static final int MOST = 200;

    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
    private static final int MSG_CTRUNC = 8;

    private static final long HEADER = 56;
    private static final long CONTROL_HEADER = 16;

    /** There is nothing to read yet. */
    public static final class NothingYet extends Exception {

        private static final long serialVersionUID = 1L;

        private NothingYet(Throwable cause) {
            super(cause);
        }
    }

    private Descriptors() {}

    /** Sends the descriptors of up to {@link #MOST} channels, with one byte. */
    public static void send(SocketChannel line, List<? extends Channel> channels) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var message = message(arena, channels.size());
            var control = message.get(ADDRESS, 32).reinterpret(space(channels.size()));
            control.set(JAVA_LONG, 0, CONTROL_HEADER + 4L * channels.size());
            control.set(JAVA_INT, 8, SOL_SOCKET);
            control.set(JAVA_INT, 12, SCM_RIGHTS);
            for (int i = 0; i < channels.size(); i++) {
                control.set(JAVA_INT, CONTROL_HEADER + 4L * i, JdkChannels.descriptor(channels.get(i)));
            }
            Libc.longCall("sendmsg", JdkChannels.descriptor(line), message, MSG_NOSIGNAL);
        }
    }

    /**
     * Takes one byte and the descriptors that come with it, from a channel that does not block.
     *
     * @return none if the other side has closed
     */
    public static List<Integer> receive(SocketChannel line) throws IOException, NothingYet {
        try (var arena = Arena.ofConfined()) {
            var message = message(arena, MOST);
            long read = Libc.longCall("recvmsg", JdkChannels.descriptor(line), message, MSG_CMSG_CLOEXEC);
            if (read == 0 || message.get(JAVA_LONG, 40) < CONTROL_HEADER) {
                return List.of();
            }
            var received = descriptors(message.get(ADDRESS, 32).reinterpret(space(MOST)));
            if ((message.get(JAVA_INT, 48) & MSG_CTRUNC) != 0) {
                throw new IOException("more sockets came than this process may have open");
            }
            return received;
        } catch (UnixException e) {
            if (e.wouldBlock()) {
                throw new NothingYet(e);
            }
            throw e;
        }
    }

    private static List<Integer> descriptors(MemorySegment control) {
        var found = new ArrayList<Integer>();
        if (control.get(JAVA_INT, 8) == SOL_SOCKET && control.get(JAVA_INT, 12) == SCM_RIGHTS) {
            for (long at = CONTROL_HEADER; at + 4 <= control.get(JAVA_LONG, 0); at += 4) {
                found.add(control.get(JAVA_INT, at));
            }
        }
        return found;
    }

    /** One byte of data, and room for so many descriptors. */
    private static MemorySegment message(Arena arena, int descriptors) {
        var data = arena.allocate(1);
        var vector = arena.allocate(16, 8);
        vector.set(ADDRESS, 0, data);
        vector.set(JAVA_LONG, 8, 1);
        var message = arena.allocate(HEADER, 8);
        message.set(ADDRESS, 16, vector);
        message.set(JAVA_LONG, 24, 1);
        message.set(ADDRESS, 32, arena.allocate(space(descriptors), 8));
        message.set(JAVA_LONG, 40, space(descriptors));
        return message;
    }

    private static long space(int descriptors) {
        return CONTROL_HEADER + (4L * descriptors + 7) / 8 * 8;
    }
}
