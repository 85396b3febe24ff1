package flotilla.ops.process.unix;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/** Who is at the other end of a Unix socket, as the kernel has it (SO_PEERCRED). */
public final class Peer {

    private Peer() {}

    /**
     * Refuses everybody but processes of this process's own user, and of root.
     *
     * @throws IOException naming who it is
     */
    public static void require(SocketChannel line) throws IOException {
        var peer = line.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        var own = user(Libc.intCall("geteuid"));
        var root = user(0);
        if (!peer.equals(own) && !peer.equals(root)) {
            throw new IOException(
                    "a process of " + peer.getName() + " (expected: of user id " + own.getName() + ", or root)");
        }
    }

    private static UserPrincipal user(int id) throws IOException {
        return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(String.valueOf(id));
    }
}
