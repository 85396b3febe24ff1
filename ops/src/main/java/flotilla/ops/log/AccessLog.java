package flotilla.ops.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Time;
import flotilla.node.telemetry.Finished;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for every request. Each I/O thread has a {@link LineBuffer} of its own; one writer thread empties them
 * in turn, so lines of one I/O thread keep their order and those of two are apart by no more than a round. When a
 * buffer is full its lines are dropped, counted, and spoken of in the log of events: a slow disk costs lines, never
 * requests.
 */
public final class AccessLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final long SHORTEST_MILLIS = 10;
    private static final long LONGEST_MILLIS = 100;

    /** How full a buffer should be when it is emptied: what comes may be three times as much of a sudden. */
    private static final double FULL_ENOUGH = 0.25;

    private static final Duration LAST_ROUND = Duration.ofSeconds(30);
    private static final long REPORT_NANOS = Duration.ofSeconds(10).toNanos();

    /** What one I/O thread writes with. */
    private record Desk(LineBuffer buffer, Line line, Clockface clock, SplittableRandom random) {}

    private final LineFormat format;
    private final Sampling sampling;
    private final Desk[] desks;
    private final LogFile file;
    private final Time time;
    private final Thread writer;

    private final CountDownLatch closing = new CountDownLatch(1);

    @GuardedBy("this") private boolean started;

    private long reported;
    private long reportedAt;

    private AccessLog(AccessLogPolicy policy, int threads, LogFile file, Time time, long seed) {
        this.format = LineFormat.of(policy);
        this.sampling = new Sampling(policy);
        this.desks = IntStream.range(0, threads)
                .mapToObj(i -> new Desk(
                        new LineBuffer(policy.bufferBytes()),
                        new Line(),
                        new Clockface(),
                        new SplittableRandom(seed + i)))
                .toArray(Desk[]::new);
        this.file = file;
        this.time = time;
        this.reportedAt = time.nanos();
        this.writer = Thread.ofPlatform().daemon().name("access-log").unstarted(this::write);
    }

    /**
     * @param threads I/O threads that will write
     * @param seed of the lots that requests are drawn by, if not all are written down
     * @throws UncheckedIOException naming the file, if it cannot be opened
     */
    public static AccessLog open(AccessLogPolicy policy, int threads, Time time, long seed) {
        var log = prepare(policy, threads, time, seed);
        log.start();
        return log;
    }

    /** The same, but for what only {@link #start} begins: until then lines wait, and what is in the file stays as it is. */
    public static AccessLog prepare(AccessLogPolicy policy, int threads, Time time, long seed) {
        return new AccessLog(
                policy, threads, LogFile.open(LogName.ACCESS, policy.file(), policy.rotate(), time), time, seed);
    }

    public synchronized void start() {
        if (!started) {
            started = true;
            file.begin();
            writer.start();
        }
    }

    /** Ends one that was never started. */
    public void giveUp() {
        file.close();
    }

    /** Writes a request down if it is one of those that are; on its own I/O thread. */
    public void finished(Finished request) {
        var desk = desks[request.ioThread()];
        if (!sampling.takes(request, desk.random)) {
            return;
        }
        desk.line.begin();
        format.write(request, desk.clock, desk.line);
        desk.buffer.add(desk.line);
    }

    /** Lines dropped since the start. */
    public long dropped() {
        return Stream.of(desks).mapToLong(desk -> desk.buffer.dropped()).sum();
    }

    /** Opens its file anew under its name soon, for who has moved it away. Each line is in the old file or the new one. */
    public void reopen() {
        file.reopenSoon();
    }

    private void write() {
        try {
            long rest = SHORTEST_MILLIS;
            while (!closing.await(rest, TimeUnit.MILLISECONDS)) {
                rest = rest(rest, round());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the access log: that would close its file", e);
        } finally {
            round();
            report(0);
            file.close();
        }
    }

    /** How long to rest when {@code last} has let the fullest buffer become {@code full}. */
    private static long rest(long last, double full) {
        double wanted = last * FULL_ENOUGH / Math.max(full, Double.MIN_NORMAL);
        return Math.clamp(Math.round(wanted), SHORTEST_MILLIS, LONGEST_MILLIS);
    }

    /** Writes what is there; returns how full the fullest buffer was, 0 to 1. */
    private double round() {
        double fullest = 0;
        for (var desk : desks) {
            try {
                fullest = Math.max(fullest, desk.buffer.drainTo(file));
                file.rotateIfDue();
            } catch (IOException e) {
                file.failed(e);
            }
        }
        file.endRound();
        report(REPORT_NANOS);
        return fullest;
    }

    private void report(long afterNanos) {
        long now = time.nanos();
        long all = dropped();
        if (all > reported && now - reportedAt >= afterNanos) {
            LOG.warn(
                    "access log: {} lines dropped as {} could not be written fast enough ({} since the start)",
                    all - reported,
                    file,
                    all);
            reported = all;
            reportedAt = now;
        }
    }

    /** Writes what is there and ends. */
    @Override
    public void close() {
        start();
        closing.countDown();
        try {
            if (!writer.join(LAST_ROUND)) {
                LOG.warn("access log: {} did not take the last lines within {} s", file, LAST_ROUND.toSeconds());
            }
            file.awaitTidy();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
