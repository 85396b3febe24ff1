package flotilla.discovery.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * The text of a file, read only when the file may have changed.
 *
 * <p>Whether it may is told by what it is once all links are followed (so that a link set to another directory shows), its
 * time, its size and its inode. A clock that ticks coarsely can hide a write that follows a read at once, so the next two
 * looks read again even if nothing shows.
 */
final class FileContent {

    static final long MAX_BYTES = 8L << 20;

    private static final int READS = 3;

    private final Path path;
    private @Nullable Stamp stamp;
    private int reads;
    private String text = "";

    private record Stamp(
            Path real,
            FileTime modified,
            long size,
            @Nullable Object inode) {}

    FileContent(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    String read() throws IOException {
        var now = stamp();
        if (!now.equals(stamp)) {
            stamp = null;
            reads = 0;
        }
        if (reads < READS) {
            if (now.size() > MAX_BYTES) {
                throw new IOException(now.size() + " bytes (expected: at most " + MAX_BYTES + ")");
            }
            var bytes = Files.readAllBytes(path);
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            stamp = now;
            reads++;
        }
        return text;
    }

    private Stamp stamp() throws IOException {
        var real = path.toRealPath();
        var attributes = Files.readAttributes(real, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            throw new NoSuchFileException(path.toString(), null, "is a directory");
        } else if (!attributes.isRegularFile()) {
            throw new IOException("it is no regular file");
        }
        return new Stamp(real, attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }
}
