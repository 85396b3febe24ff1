package flotilla.ops.log;

import flotilla.discovery.Time;
import flotilla.discovery.Unobtainable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file behind a log. Once a second it looks whether its name still leads to the same file: who rotates
 * logs moves it away and needs to tell nobody. An error is said once until what failed succeeds again.
 *
 * <p>If it is to be rotated, that happens between two writes, which are of whole lines: the file gets another name, and the next
 * line goes into a new one. Where that fails, all goes on as before.
 *
 * <p>Used by one thread at a time, but for {@link #reopenSoon}. To be interrupted closes a channel, so whoever may be writes by
 * {@link #append}.
 */
final class LogFile implements WritableByteChannel {

    private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long TIDY_NANOS = Duration.ofHours(1).toNanos();

    private final LogName log;
    private final Optional<Path> path;
    private final Time time;
    private final Optional<Rotation> rotation;
    private final Optional<OldLogs> oldLogs;
    private FileOutputStream out;
    private @Nullable Object key;
    private long openings;
    private long lookedAt;
    private final LineEnds lines = new LineEnds();
    private boolean broken;
    private boolean astray;
    private boolean waits;
    private boolean refused;
    private long triedAt;
    private long tidiedAt;
    private volatile boolean wanted;

    private LogFile(LogName log, Optional<Path> path, Optional<RotatePolicy> rotate, FileOutputStream out, Time time) {
        this.log = log;
        this.path = path;
        this.time = time;
        this.rotation = rotate.map(Rotation::new);
        this.oldLogs = rotate.flatMap(policy -> path.map(name -> new OldLogs(log, name, policy)));
        this.out = out;
        this.key = path.map(LogFile::key).orElse(null);
    }

    /**
     * Opens {@code name} for appending, or standard output if it is {@code -}.
     *
     * @throws UncheckedIOException naming the file; what the system refuses is {@link Unobtainable}
     */
    static LogFile open(LogName log, String name, Optional<RotatePolicy> rotate, Time time) {
        if (name.equals("-")) {
            return new LogFile(log, Optional.empty(), Optional.empty(), new FileOutputStream(FileDescriptor.out), time);
        }
        try {
            var path = Path.of(name);
            var file = new LogFile(log, Optional.of(path), rotate, appending(path), time);
            file.requireFile(path);
            return file;
        } catch (IOException e) {
            throw new Unobtainable(
                    log.key() + ".file",
                    name,
                    "a file that can be written",
                    log.key() + " " + name + ": cannot be opened",
                    e);
        }
    }

    /** A device or a pipe would be gone once it had another name. */
    private void requireFile(Path name) {
        if (oldLogs.isPresent() && !Files.isRegularFile(name, LinkOption.NOFOLLOW_LINKS)) {
            close();
            throw new UncheckedIOException(
                    log.key() + ".rotate: " + name + " cannot be put aside",
                    new IOException("it is not a file, but a link, a device or the like"));
        }
    }

    /**
     * Before the first look. A process that ended may have left something to do; and since this was opened, the log before it
     * may have put the file aside, which is compressed from now on.
     */
    void begin() {
        path.filter(name -> !Objects.equals(key(name), key)).ifPresent(this::reopen);
        measure();
        tidy(time.now());
    }

    private void tidy(Instant now) {
        tidiedAt = time.nanos();
        oldLogs.ifPresent(old -> old.tidySoon(now));
    }

    private static FileOutputStream appending(Path path) throws IOException {
        return new FileOutputStream(path.toFile(), true);
    }

    private static Optional<BasicFileAttributes> attributes(Path path) {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** What tells two files of one name apart; null if there is none. */
    private static @Nullable Object key(Path path) {
        return attributes(path).map(BasicFileAttributes::fileKey).orElse(null);
    }

    /** What is there already counts for the next rotation. */
    private void measure() {
        rotation.ifPresent(present -> {
            var found = attributes(path.orElseThrow());
            long size = found.map(BasicFileAttributes::size).orElse(0L);
            present.begin(
                    size,
                    size == 0
                            ? time.now()
                            : found.orElseThrow().lastModifiedTime().toInstant());
        });
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int written = lines.write(source, out.getChannel());
        if (broken) {
            broken = false;
            LOG.info("{}: {} can be written again", log, this);
        }
        rotation.ifPresent(present -> present.added(written));
        return written;
    }

    /** Writes whole lines, whatever interrupts the thread; what becomes of an error is for the caller to say. */
    void append(byte[] whole) throws IOException {
        try {
            lines.write(whole, out);
        } catch (IOException e) {
            broken = true;
            lines.failed();
            throw e;
        }
        broken = false;
        rotation.ifPresent(present -> present.added(whole.length));
    }

    /** Whether it is time to begin a new file, and that was not tried a moment ago. */
    boolean due() {
        return rotation.isPresent()
                && rotation.get().due(time.now())
                && !(waits && time.nanos() - triedAt < LOOK_NANOS);
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
        if (!due()) {
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
            LOG.info("{}: {} put aside as {}", log, name, aside.getFileName());
            OldLogs.copyRights(aside, name);
            tidy(now);
        } catch (IOException e) {
            if (!refused) {
                LOG.error("{}: {} cannot be put aside, goes on as it is: {}", log, name, e.toString());
            }
            refused = true;
        }
    }

    void failed(IOException e) {
        if (!broken) {
            LOG.error("{}: {} cannot be written, lines are lost: {}", log, this, e.toString());
        }
        broken = true;
        lines.failed();
    }

    /** Whether nothing could be written the last time. */
    boolean broken() {
        return broken;
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
        var found = attributes(path.get());
        var there = found.map(BasicFileAttributes::fileKey).orElse(null);
        if (asked || there == null || !there.equals(key) || broken) {
            boolean opened = reopen(path.get());
            if (opened && !broken) {
                LOG.info("{}: {} opened anew", log, path.get());
            }
        } else {
            // Others may have cut it short.
            rotation.ifPresent(present -> present.sized(found.orElseThrow().size()));
        }
    }

    private boolean reopen(Path name) {
        try {
            var fresh = appending(name);
            out.close();
            out = fresh;
            openings++;
            astray = false;
            var other = key(name);
            if (!Objects.equals(other, key)) {
                lines.begin();
            }
            key = other;
            measure();
            return true;
        } catch (IOException e) {
            if (!astray) {
                LOG.error("{}: {} cannot be opened, goes on into the file before: {}", log, name, e.toString());
            }
            astray = true;
            return false;
        }
    }

    /** How often it was opened anew; where the name leads to may be another file since. */
    long openings() {
        return openings;
    }

    @Override
    public boolean isOpen() {
        return out.getChannel().isOpen();
    }

    @Override
    public void close() {
        try {
            if (path.isPresent()) {
                out.close();
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
