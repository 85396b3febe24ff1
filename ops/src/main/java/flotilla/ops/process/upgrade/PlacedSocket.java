package flotilla.ops.process.upgrade;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Unix socket that is made under a name of its own beside its place and renamed into it, so that a process takes the place from
 * another one without a moment in which there is none. Whoever renames another file there has the place from then on.
 */
final class PlacedSocket implements AutoCloseable {

    private final Path place;
    private final Path made;

    private volatile ServerSocketChannel server;
    private volatile Object file;

    /** @throws IOException if it cannot be made */
    PlacedSocket(Path place) throws IOException {
        this.place = place;
        this.made = place.resolveSibling(
                place.getFileName() + "." + ProcessHandle.current().pid());
        this.server = bind(made);
        this.file = Objects.requireNonNull(key(made));
    }

    private static ServerSocketChannel bind(Path made) throws IOException {
        Files.deleteIfExists(made);
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(made));
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            server.configureBlocking(false);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** What tells two files of one name apart; null if there is none. */
    private static @Nullable Object key(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    /** Where it is before it has its place. */
    Path made() {
        return made;
    }

    /** Takes the place of whatever is there. */
    void take() throws IOException {
        Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Makes it anew, without its place, if another one has that. Returns whether it did. */
    boolean renewIfLost() throws IOException {
        if (file.equals(key(place))) {
            return false;
        }
        var newer = bind(made);
        server.close();
        server = newer;
        file = Objects.requireNonNull(key(made));
        return true;
    }

    /** Who has come, or null; does not wait. */
    @Nullable SocketChannel accept() throws IOException {
        return server.accept();
    }

    /** Leaves the place to whoever has it. */
    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(made);
    }
}
