package flotilla.discovery;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads a file that a configuration names. Whoever sends a configuration names it for this process to read, so it is an
 * ordinary one of a bounded size: a device may have no end, and a pipe that nobody writes to would be waited for.
 */
public final class NamedFile {

    /** For certificates, keys and tokens: many times what any of them has. */
    private static final int MAX_BYTES = 1 << 20;

    private NamedFile() {}

    /** @throws IOException if it cannot be read, is no regular file or has more than a mebibyte */
    public static byte[] bytes(Path file) throws IOException {
        var beginning = beginning(file, MAX_BYTES + 1);
        if (beginning.length > MAX_BYTES) {
            throw new IOException("it has more than " + MAX_BYTES + " bytes");
        }
        return beginning;
    }

    /** The same as text. */
    public static String text(Path file, Charset charset) throws IOException {
        return new String(bytes(file), charset);
    }

    /**
     * What it begins with.
     *
     * @throws IOException if it cannot be read or is no regular file
     */
    public static byte[] beginning(Path file, int maxBytes) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        } else if (!Files.isRegularFile(file)) {
            throw new IOException("it is no regular file");
        }
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(maxBytes);
        }
    }
}
