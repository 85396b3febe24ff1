package flotilla.ops.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads files that a configuration names; one that cannot be read is noted where it is named. */
final class NamedFiles {

    /** A way of reading a file. */
    interface Reader<T> {
        T read(Path file) throws IOException;
    }

    private final Problems problems;

    NamedFiles(Problems problems) {
        this.problems = problems;
    }

    /** @param expected what should be in it */
    <T> Optional<T> read(String path, Path file, String expected, Reader<T> reader) {
        try {
            return Optional.of(reader.read(file));
        } catch (NoSuchFileException _) {
            problems.expected(path, file.toString(), "a file of " + expected + "; there is none");
        } catch (AccessDeniedException _) {
            problems.expected(path, file.toString(), "a file of " + expected + "; this one may not be read");
        } catch (IOException e) {
            problems.expected(
                    path, file.toString(), "a file of " + expected + "; it cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }
}
