package flotilla.node.io;

import flotilla.discovery.Time;
import flotilla.node.figures.Lateness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.XnioIoThread;
import org.xnio.nio.Channels;

/**
 * What belongs to one I/O thread: scratch buffers, timers, a generator. Everything a request needs happens on its
 * thread, so nothing here is shared or locked.
 *
 * <p>Scratch means: valid until the current event has been handled. Whoever needs bytes longer copies them through the
 * {@link #budget}. The buffers are apart by purpose, so that a call made while one of them is in use never meets it:
 * {@link #incoming} holds what came from a client, {@link #received} what came from an endpoint and goes on to the
 * client, {@link #outgoing} what goes to an endpoint, {@link #requestHead} and {@link #responseHead} a head being
 * written, {@link #parsed} an endpoint's being read. TLS adds {@link #sealedIn} and {@link #sealedOut} for its records
 * on their way in and out.
 */
public final class IoThread {

    private static final Logger LOG = LoggerFactory.getLogger(IoThread.class);

    /** Room in front of received bytes, for a head that grows while it is rewritten. */
    public static final int HEAD_ROOM = 8 * 1024;

    /** Room behind received bytes, for the end of a chunk, the last chunk and its trailers. */
    public static final int TAIL_ROOM = 10 * 1024;

    /** Most bytes taken in one read. */
    public static final int READ_SIZE = 64 * 1024;

    /** Most bytes of a client taken in one read, but for bodies. */
    public static final int CLIENT_READ_SIZE = 16 * 1024;

    /** The largest head, of a request or of a response. */
    public static final int MAX_HEAD = 64 * 1024;

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long EPOCH_AGE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Room for what TLS records add to {@link #MAX_HEAD} and {@link #READ_SIZE} bytes, and for one of any size. */
    private static final int RECORDS_ROOM = 36 * 1024;

    public final ByteBuffer incoming = ByteBuffer.allocateDirect(CLIENT_READ_SIZE);
    public final ByteBuffer received = ByteBuffer.allocateDirect(HEAD_ROOM + MAX_HEAD + READ_SIZE + TAIL_ROOM);
    public final ByteBuffer outgoing = ByteBuffer.allocateDirect(MAX_HEAD + READ_SIZE + TAIL_ROOM);
    public final ByteBuffer sealedIn = ByteBuffer.allocateDirect(READ_SIZE);
    public final ByteBuffer sealedOut = ByteBuffer.allocateDirect(READ_SIZE + RECORDS_ROOM);
    public final byte[] requestHead = new byte[MAX_HEAD];
    public final byte[] responseHead = new byte[MAX_HEAD + HEAD_ROOM];
    public final byte[] parsed = new byte[MAX_HEAD];

    private final int index;
    private final XnioIoThread thread;
    private final Time time;
    private final BufferBudget budget;
    private final RandomGenerator random;
    private final TimerWheel timers;
    private final Runnable tick = this::tick;

    private final Lateness lateness = new Lateness();
    private boolean ticking;
    private long coarseNanos;
    private long epochReadNanos;
    private long epochMillis;

    public IoThread(int index, XnioIoThread thread, Time time, BufferBudget budget, long seed) {
        this.index = index;
        this.thread = thread;
        this.time = time;
        this.budget = budget;
        this.random = new SplittableRandom(seed + index);
        this.coarseNanos = time.nanos();
        this.timers = new TimerWheel(TICK_NANOS, coarseNanos);
    }

    /** 0 to threads - 1. */
    public int index() {
        return index;
    }

    public XnioIoThread thread() {
        return thread;
    }

    public BufferBudget budget() {
        return budget;
    }

    public RandomGenerator random() {
        return random;
    }

    /** The clock, read now. */
    public long nanos() {
        coarseNanos = time.nanos();
        return coarseNanos;
    }

    /** The clock as last read: free, and at most a tick old while any timeout is set. */
    public long coarseNanos() {
        return coarseNanos;
    }

    /** The wall clock at the last reading of {@link #nanos}; asked for itself once a second only. */
    public long epochMillis() {
        if (coarseNanos - epochReadNanos > EPOCH_AGE_NANOS || epochReadNanos == 0) {
            epochReadNanos = coarseNanos;
            epochMillis = time.now().toEpochMilli();
        }
        return epochMillis + TimeUnit.NANOSECONDS.toMillis(coarseNanos - epochReadNanos);
    }

    /** Sets or moves a timeout to {@code nanos} from the last reading of the clock. */
    public void after(Timeout timeout, long nanos) {
        at(timeout, coarseNanos + nanos);
    }

    /** Sets or moves a timeout to a moment of {@link #nanos}. */
    public void at(Timeout timeout, long deadlineNanos) {
        timers.set(timeout, deadlineNanos);
        keepTicking();
    }

    public void cancel(Timeout timeout) {
        timers.cancel(timeout);
    }

    /** How late it comes to its ticks. */
    public Lateness lateness() {
        return lateness;
    }

    /** Runs a task on this thread soon; from any thread. Does nothing once the thread is ending. */
    public void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("I/O thread {} is ending: a task for it is dropped", index);
        }
    }

    /** Registers a raw channel with this thread. */
    public SelectionKey register(SelectableChannel channel, Channels.Ready ready) throws IOException {
        return Channels.register(thread, channel, ready);
    }

    private void tick() {
        ticking = false;
        lateness.there(nanos());
        timers.advance(coarseNanos);
        if (timers.size() > 0) {
            keepTicking();
        }
    }

    private void keepTicking() {
        if (ticking) {
            return;
        }
        try {
            thread.executeAfter(tick, TICK_NANOS, TimeUnit.NANOSECONDS);
            ticking = true;
            lateness.due(time.nanos() + TICK_NANOS);
        } catch (RejectedExecutionException e) {
            // The thread is ending, and with it all that waits.
            ticking = false;
        }
    }
}
