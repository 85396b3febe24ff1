package flotilla.ops.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that tells others the id of this process; there for as long as the process serves. */
final class PidFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");

    private final Path file;

    private PidFile(Path file) {
        this.file = file;
    }

    /**
     * Writes it, in place of what an earlier process left.
     *
     * @throws UncheckedIOException naming the file
     */
    static PidFile write(Path file) {
        var written = new PidFile(file);
        try {
            written.put();
        } catch (IOException e) {
            throw new UncheckedIOException("pid_file " + file + ": cannot be written", e);
        }
        return written;
    }

    /** Writes it in place of what another process has written; if that cannot be, the log says so. */
    void writeAgain() {
        try {
            put();
        } catch (IOException e) {
            LOG.error(
                    "pid_file {}: cannot be written again and may name a process that is gone: {}", file, e.toString());
        }
    }

    private void put() throws IOException {
        Files.writeString(file, ProcessHandle.current().pid() + "\n");
    }

    /** Removes it, unless another process has written its own there by now. */
    @Override
    public void close() {
        try {
            if (Files.exists(file)
                    && Files.readString(file)
                            .strip()
                            .equals(String.valueOf(ProcessHandle.current().pid()))) {
                Files.delete(file);
            }
        } catch (IOException e) {
            LOG.warn("pid_file {}: cannot be removed: {}", file, e.getMessage());
        }
    }
}
