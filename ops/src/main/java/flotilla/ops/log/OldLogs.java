package flotilla.ops.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that a log leaves behind: {@code access.log.20260131T120000.123Z}, by the moment of their end. No other name is ever
 * touched, so somebody else may rotate the same log. Compressing and deleting is done by a thread of its own, at the start, after a
 * rotation and every hour; what went wrong is tried again then. At each moment a file's lines are in it or in what it was compressed
 * into, on the disk: a process, or a machine, may end at any of the steps.
 *
 * <p>What was put aside a moment ago is not compressed yet: for a second another process may still write into it, which has not
 * seen that the name leads to another file. Of several processes with one log, one compresses a file, and the lock on what it
 * comes to be tells which.
 */
final class OldLogs implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);
    private static final Duration STILL_WRITTEN = Duration.ofSeconds(5);
    private static final Duration LAST_ROUND = Duration.ofSeconds(30);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSSX").withZone(ZoneOffset.UTC);
    private static final String COMPRESSED = ".gz";
    private static final String UNFINISHED = ".part";

    private final LogName name;
    private final Path log;
    private final RotatePolicy policy;
    private final Pattern names;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("old-logs").factory());

    OldLogs(LogName name, Path log, RotatePolicy policy) {
        this.name = name;
        this.log = log.toAbsolutePath();
        this.policy = policy;
        this.names = Pattern.compile(
                Pattern.quote(String.valueOf(log.getFileName())) + "\\.\\d{8}T\\d{6}\\.\\d{3}Z(?:\\.gz)?");
    }

    /** Puts the log aside under a name that nothing else has, in one step; returns that name. */
    Path putAside(Instant now) throws IOException {
        var reserved = reserve(now);
        try {
            return Files.move(log, reserved, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(reserved);
            throw e;
        }
    }

    /** Makes an empty file, which nobody else can then have made: a rename alone would replace what is there. */
    private Path reserve(Instant now) throws IOException {
        for (var moment = now; ; moment = moment.plusMillis(1)) {
            try {
                return Files.createFile(nameAt(moment));
            } catch (FileAlreadyExistsException _) {
                // Another process has put its log aside in the same moment.
            }
        }
    }

    private Path nameAt(Instant moment) {
        return log.resolveSibling(log.getFileName() + "." + STAMP.format(moment));
    }

    /** Deletes and compresses, some time. */
    void tidySoon(Instant now) {
        worker.execute(() -> tidy(now));
    }

    private void tidy(Instant now) {
        var quiet = nameAt(now.minus(STILL_WRITTEN)).toString();
        var oldest = policy.keepFor().isZero()
                ? ""
                : nameAt(now.minus(policy.keepFor())).toString();
        try {
            int kept = 0;
            for (var old : newestFirst()) {
                var text = old.toString();
                boolean plain = !text.endsWith(COMPRESSED);
                if (plain && text.compareTo(quiet) < 0 && Files.size(old) == 0) {
                    // A name that was reserved by a process that ended then: nothing that is empty is put aside.
                    Files.deleteIfExists(old);
                } else if (text.compareTo(oldest) < 0 || ++kept > policy.keep() && policy.keep() > 0) {
                    Files.deleteIfExists(old);
                    Files.deleteIfExists(unfinished(compressed(old)));
                } else if (plain && text.compareTo(quiet) < 0 && policy.compress()) {
                    compress(old);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{}: old files of {} are left as they are for now: {}", name, log, e.toString());
        }
    }

    private List<Path> newestFirst() throws IOException {
        try (var files = Files.list(log.resolveSibling("."))) {
            return files.map(file -> log.resolveSibling(file.getFileName()))
                    .filter(file -> names.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(Path::toString).reversed())
                    .toList();
        }
    }

    private static Path compressed(Path old) {
        return old.resolveSibling(old.getFileName() + COMPRESSED);
    }

    private static Path unfinished(Path whole) {
        return whole.resolveSibling(whole.getFileName() + UNFINISHED);
    }

    private static void compress(Path old) throws IOException {
        var whole = compressed(old);
        var part = unfinished(whole);
        try (var channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.tryLock()) {
            if (lock == null) {
                return;
            }
            if (!Files.exists(old)) {
                // Another process has done it meanwhile; this may be its result, which is whole.
                Files.deleteIfExists(part);
                return;
            }
            copyRights(old, part);
            channel.truncate(0);
            var out = new GZIPOutputStream(Channels.newOutputStream(channel), 1 << 16);
            Files.copy(old, out);
            out.finish();
            channel.force(true);
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(old);
        } catch (OverlappingFileLockException _) {
            // The log that this one follows in the same process is at it.
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw e;
        }
    }

    /** Who may not read a log may not read the next one either, nor what it is compressed into. */
    static void copyRights(Path from, Path to) throws IOException {
        var rights = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (rights != null) {
            rights.setPermissions(Files.getPosixFilePermissions(from));
        }
    }

    @Override
    public void close() {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(LAST_ROUND.toMillis(), TimeUnit.MILLISECONDS)) {
                worker.shutdownNow();
                LOG.info("{}: old files of {} are left for the next start to compress", name, log);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
