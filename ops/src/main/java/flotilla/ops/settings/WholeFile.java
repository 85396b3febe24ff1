package flotilla.ops.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that is either as it was or whole: written beside it, to the disk, and put in its place by one rename. */
public final class WholeFile {

    private WholeFile() {}

    /**
     * For its owner's eyes alone.
     *
     * @param file absolute; its directory is made if it is not there
     */
    public static void write(Path file, byte[] bytes) throws IOException {
        var directory = Files.createDirectories(file.getParent());
        var next = Files.createTempFile(directory, file.getFileName().toString(), ".next");
        try {
            try (var channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
                var left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /**
     * Gives one that cannot be used another name, so that it is there to look at and its place is free.
     *
     * @return what became of it, as the end of a sentence
     */
    public static String putAside(Path file) {
        var aside = file.resolveSibling(file.getFileName() + ".unusable");
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            return "; it is " + aside.getFileName() + " now";
        } catch (IOException e) {
            return "; and it cannot be put aside: " + e;
        }
    }
}
