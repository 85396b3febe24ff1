package flotilla.node.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes of a non-blocking connection, plain or through TLS. Used on the connection's I/O thread; its readiness is
 * that of the socket below: after a {@link #read} that left room, nothing more comes without a new event, but an end
 * that {@link #ended} tells of.
 */
public interface Wire {

    /**
     * Reads what there is, in one system call.
     *
     * @param target with {@link IoThread#READ_SIZE} bytes free
     * @return bytes read; 0 if there is nothing for the reader now; -1 if the other side has ended the connection in order
     * @throws IOException if it is broken, or was ended in a way that leaves open whether something is missing
     */
    int read(ByteBuffer target) throws IOException;

    /**
     * Writes as much of {@code source} as the connection takes now.
     *
     * @return whether all has gone to the socket, also what an earlier call left over; if not, go on with the rest of {@code
     *     source}, or with {@link #flush} if there is none, when the socket is writable
     */
    boolean write(ByteBuffer source) throws IOException;

    /** Writes what is left over; returns whether all has gone to the socket. */
    boolean flush() throws IOException;

    /** Whether the other side is known to send nothing more, before a read has said so. */
    boolean ended();

    /** Says goodbye, if that can be done at once, and frees what is held; the channel is left to its owner. */
    void close();
}
