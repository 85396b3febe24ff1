package flotilla.ops.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file behind the access log. Once a second it looks whether its name still leads to the same file: who rotates
 * logs moves it away and needs to tell nobody. An error is said once until a write succeeds again.
 *
 * <p>Used by the writer thread alone, but for {@link #reopenSoon}.
 */
final class LogFile implements WritableByteChannel {

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final Optional<Path> path;
    private FileChannel channel;
    private @Nullable Object key;
    private long lookedAt;
    private boolean broken;
    private volatile boolean wanted;

    private LogFile(Optional<Path> path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
        this.key = path.map(LogFile::key).orElse(null);
    }

    /**
     * Opens {@code name} for appending, or standard output if it is {@code -}.
     *
     * @throws UncheckedIOException naming the file
     */
    static LogFile open(String name) {
        if (name.equals("-")) {
            @SuppressWarnings("resource") // standard output stays open
            var out = new FileOutputStream(FileDescriptor.out);
            return new LogFile(Optional.empty(), out.getChannel());
        }
        try {
            var path = Path.of(name);
            return new LogFile(Optional.of(path), append(path));
        } catch (IOException e) {
            throw new UncheckedIOException("access_log " + name + ": cannot be opened", e);
        }
    }

    private static FileChannel append(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** What tells two files of one name apart; null if there is none. */
    private static @Nullable Object key(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException _) {
            return null;
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return channel.write(source);
    }

    void failed(IOException e) {
        if (!broken) {
            LOG.error("access log: {} cannot be written, lines are lost: {}", this, e.toString());
        }
        broken = true;
    }

    /** Opens it anew at the end of this round or the next; from any thread. */
    void reopenSoon() {
        wanted = true;
    }

    /** Follows the name to a new file if need be. */
    void endRound(long nowNanos) {
        boolean asked = wanted;
        if (path.isEmpty() || !asked && nowNanos - lookedAt < LOOK_NANOS) {
            return;
        }
        wanted = false;
        lookedAt = nowNanos;
        var now = key(path.get());
        if (asked || now == null || !now.equals(key) || broken) {
            reopen(path.get());
        }
    }

    private void reopen(Path name) {
        try {
            var fresh = append(name);
            channel.close();
            channel = fresh;
            key = key(name);
            broken = false;
            LOG.info("access log: {} opened anew", name);
        } catch (IOException e) {
            failed(e);
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        try {
            if (path.isPresent()) {
                channel.close();
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    @Override
    public String toString() {
        return path.map(Path::toString).orElse("standard output");
    }
}
