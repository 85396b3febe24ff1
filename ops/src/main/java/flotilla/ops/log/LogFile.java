package flotilla.ops.log;

import flotilla.discovery.Time;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file behind the access log. Once a second it looks whether its name still leads to the same file: who rotates
 * logs moves it away and needs to tell nobody. An error is said once until a write succeeds again.
 *
 * <p>If it is to be rotated, that happens between two writes, which are of whole lines: the file gets another name, and the next
 * line goes into a new one. Where that fails, all goes on as before.
 *
 * <p>Used by the writer thread alone, but for {@link #reopenSoon}.
 */
final class LogFile implements WritableByteChannel {

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long TIDY_NANOS = Duration.ofHours(1).toNanos();

    private final Optional<Path> path;
    private final Time time;
    private final Optional<Rotation> rotation;
    private final Optional<OldLogs> oldLogs;
    private FileChannel channel;
    private @Nullable Object key;
    private long lookedAt;
    private final LineEnds lines = new LineEnds();
    private boolean broken;
    private boolean waits;
    private boolean refused;
    private long triedAt;
    private long tidiedAt;
    private volatile boolean wanted;

    private LogFile(Optional<Path> path, Optional<RotatePolicy> rotate, FileChannel channel, Time time) {
        this.path = path;
        this.time = time;
        this.rotation = rotate.map(Rotation::new);
        this.oldLogs = rotate.flatMap(policy -> path.map(name -> new OldLogs(name, policy)));
        this.channel = channel;
        this.key = path.map(LogFile::key).orElse(null);
    }

    /**
     * Opens {@code name} for appending, or standard output if it is {@code -}.
     *
     * @throws UncheckedIOException naming the file
     */
    static LogFile open(String name, Optional<RotatePolicy> rotate, Time time) {
        if (name.equals("-")) {
            @SuppressWarnings("resource") // standard output stays open
            var out = new FileOutputStream(FileDescriptor.out);
            return new LogFile(Optional.empty(), Optional.empty(), out.getChannel(), time);
        }
        try {
            var path = Path.of(name);
            var file = new LogFile(Optional.of(path), rotate, append(path), time);
            file.requireFile(path);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("access_log " + name + ": cannot be opened", e);
        }
    }

    /** A device or a pipe would be gone once it had another name. */
    private void requireFile(Path name) {
        if (oldLogs.isPresent() && !Files.isRegularFile(name, LinkOption.NOFOLLOW_LINKS)) {
            close();
            throw new UncheckedIOException(
                    "access_log.rotate: " + name + " cannot be put aside",
                    new IOException("it is not a file, but a link, a device or the like"));
        }
    }

    /** Before the first write. A process that ended may have left something to do. */
    void begin() {
        measure();
        tidy(time.now());
    }

    private void tidy(Instant now) {
        tidiedAt = time.nanos();
        oldLogs.ifPresent(old -> old.tidySoon(now));
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

    /** What is there already counts for the next rotation. */
    private void measure() {
        if (rotation.isPresent()) {
            try {
                long size = channel.size();
                var written = Files.getLastModifiedTime(path.orElseThrow()).toInstant();
                rotation.get().begin(size, size == 0 ? time.now() : written);
            } catch (IOException e) {
                failed(e);
            }
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int written = lines.write(source, channel);
        if (broken) {
            broken = false;
            LOG.info("access log: {} can be written again", this);
        }
        rotation.ifPresent(present -> present.added(written));
        return written;
    }

    /** Begins a new file if it is time to. */
    void rotateIfDue() {
        if (rotation.isEmpty()) {
            return;
        }
        var now = time.now();
        long nanos = time.nanos();
        if (nanos - tidiedAt >= TIDY_NANOS) {
            tidy(now);
        }
        if (!rotation.get().due(now) || waits && nanos - triedAt < LOOK_NANOS) {
            return;
        }
        triedAt = nanos;
        waits = true;
        var name = path.orElseThrow();
        if (Objects.equals(key(name), key)) {
            rotate(name, now);
        } else {
            // Somebody else has moved it away; the next look follows.
            reopenSoon();
        }
    }

    private void rotate(Path name, Instant now) {
        try {
            var aside = oldLogs.orElseThrow().putAside(now);
            reopen(name);
            waits = false;
            refused = false;
            LOG.info("access log: {} put aside as {}", name, aside.getFileName());
            OldLogs.copyRights(aside, name);
            tidy(now);
        } catch (IOException e) {
            if (!refused) {
                LOG.error("access log: {} cannot be put aside, goes on as it is: {}", name, e.toString());
            }
            refused = true;
        }
    }

    void failed(IOException e) {
        if (!broken) {
            LOG.error("access log: {} cannot be written, lines are lost: {}", this, e.toString());
        }
        broken = true;
        lines.failed();
    }

    /** Opens it anew at the end of this round or the next; from any thread. */
    void reopenSoon() {
        wanted = true;
    }

    /** Follows the name to a new file if need be. */
    void endRound() {
        long nowNanos = time.nanos();
        boolean asked = wanted;
        if (path.isEmpty() || !asked && nowNanos - lookedAt < LOOK_NANOS) {
            return;
        }
        wanted = false;
        lookedAt = nowNanos;
        var now = key(path.get());
        if (asked || now == null || !now.equals(key) || broken) {
            boolean opened = reopen(path.get());
            if (opened && !broken) {
                LOG.info("access log: {} opened anew", path.get());
            }
        } else if (rotation.isPresent()) {
            resize();
        }
    }

    /** Others may have cut it short. */
    private void resize() {
        try {
            rotation.orElseThrow().sized(channel.size());
        } catch (IOException e) {
            failed(e);
        }
    }

    private boolean reopen(Path name) {
        try {
            var fresh = append(name);
            channel.close();
            channel = fresh;
            var other = key(name);
            if (!Objects.equals(other, key)) {
                lines.begin();
            }
            key = other;
            measure();
            return true;
        } catch (IOException e) {
            failed(e);
            return false;
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

    /** Once it is closed: waits for what becomes of old files, as far as that is soon done. */
    void awaitTidy() {
        oldLogs.ifPresent(OldLogs::close);
    }

    @Override
    public String toString() {
        return path.map(Path::toString).orElse("standard output");
    }
}
