package flotilla.ops.process.unix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Datagrams of Unix sockets, which the JDK's channels do not know. */
public final class Datagram implements AutoCloseable {

    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x8_0000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int LONGEST_PATH = 107;
    private static final int LONGEST = 4096;

    private final int socket;

    private Datagram(int socket) {
        this.socket = socket;
    }

    /** Sends one datagram from a socket of its own. */
    public static void send(String address, String text) throws IOException {
        try (var sender = new Datagram(open());
                var arena = Arena.ofConfined()) {
            var bytes = text.getBytes(UTF_8);
            var data = arena.allocate(bytes.length);
            MemorySegment.copy(bytes, 0, data, JAVA_BYTE, 0, bytes.length);
            var to = address(arena, address);
            Libc.longCall("sendto", sender.socket, data, data.byteSize(), MSG_NOSIGNAL, to, (int) to.byteSize());
        }
    }

    /** A socket that receives at an address. */
    public static Datagram bind(String address) throws IOException {
        var bound = new Datagram(open());
        try (var arena = Arena.ofConfined()) {
            var at = address(arena, address);
            Libc.intCall("bind", bound.socket, at, (int) at.byteSize());
            return bound;
        } catch (IOException e) {
            bound.close();
            throw e;
        }
    }

    private static int open() throws IOException {
        return Libc.intCall("socket", (int) AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    }

    /** A path, or behind {@code @} a name in the abstract name space (unix(7)). */
    private static MemorySegment address(Arena arena, String address) throws IOException {
        var name = address.getBytes(UTF_8);
        if (name.length == 0 || name.length > LONGEST_PATH) {
            throw new IOException("\"" + address + "\" is no address of a Unix socket");
        }
        boolean isAbstract = name[0] == '@';
        var all = arena.allocate(Short.BYTES + name.length + (isAbstract ? 0 : 1), Short.BYTES);
        all.set(JAVA_SHORT, 0, AF_UNIX);
        MemorySegment.copy(name, 0, all, JAVA_BYTE, Short.BYTES, name.length);
        if (isAbstract) {
            all.set(JAVA_BYTE, Short.BYTES, (byte) 0);
        }
        return all;
    }

    /** The next datagram that is there; empty if none is. */
    public String receive() throws IOException {
        try (var arena = Arena.ofConfined()) {
            var data = arena.allocate(LONGEST);
            long n = Libc.longCall("recv", socket, data, data.byteSize(), MSG_DONTWAIT);
            return UTF_8.decode(data.asSlice(0, n).asByteBuffer()).toString();
        } catch (UnixException e) {
            if (e.wouldBlock()) {
                return "";
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        Libc.intCall("close", socket);
    }
}
