package flotilla.node.resilience;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of one endpoint: Resilience4j's, used through permits. Each attempt is {@link #admit admitted} or refused,
 * and gives its permit back exactly once: {@link #succeeded}, {@link #failed} or, if it showed neither, {@link #released}.
 *
 * <p>Closed, it counts over a window of time, and opens when too many attempts fail or are slow, or when somebody
 * {@link #trip trips} it. Open, it refuses, for a time that doubles ({@link OpenTime}). Then the first attempts are let through, and
 * what becomes of them closes or opens it again.
 *
 * <p>Theory: Resilience4j's breaker does not know which state a permit comes from, and credits a late result to the state of the
 * moment: the request that took half a minute and was sent when all was well would decide whether a half-open breaker
 * closes. So each state here has a number, its epoch, which is the permit; a result whose epoch is over is dropped. For that,
 * number and state must change together, which is what the lock is for.
 *
 * <p>Permits of a half-open breaker are few, and answers may last for hours. If all are taken and one more attempt has been
 * refused for {@value #PATIENCE_SECONDS} s, attempts that have got the head of an answer are taken for good, and silent ones for
 * bad. Resilience4j's own limit of that time would start a thread, read another clock, and count from the state's
 * beginning, so that an endpoint with little traffic would never be closed.
 *
 * <p>Threads: any. While it is closed, a permit costs one volatile read. What becomes of an attempt is counted under the lock,
 * which nobody holds for longer than counting takes; the window has one of its own in any case. The listener is called without the
 * lock, on the thread that brought the change about, which may be an I/O thread.
 */
public final class Breaker {

    /** What it does with attempts. */
    public enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    /**
     * From one state to another.
     *
     * @param why in numbers, for a reader at night
     * @param openNanos how long it stays open, if it does
     */
    public record Change(State from, State to, String why, long openNanos) {}

    /**
     * A moment of it.
     *
     * @param leftNanos until it may be half-open, 0 if it is not open
     * @param calls attempts in the window, or since it is half-open
     * @param opened times that it has opened, ever
     * @param refused attempts that it has refused, ever
     */
    public record View(State state, long leftNanos, int calls, int failed, int slow, long opened, long refused) {}

    /** In place of a permit: the attempt is not to be made. */
    public static final long REFUSED = -1;

    private static final int PATIENCE_SECONDS = 10;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    private static final int STATES = 4;
    private static final int WHOLE = 1000;

    private final BreakerPolicy policy;
    private final Consumer<Change> listener;
    private final Lost loss = new Lost();

    @GuardedBy("this") private final SteppedClock clock;

    @GuardedBy("this") private final OpenTime openTime;

    @GuardedBy("this") private final CircuitBreaker circuit;

    @GuardedBy("this") private boolean refusing;

    @GuardedBy("this") private long refusingSinceNanos;

    /** What a half-open breaker counts. */
    @GuardedBy("this") private CircuitBreaker.Metrics trial;

    @GuardedBy("this") private long opened;

    @GuardedBy("this") private long refused;

    /** Attempts of a half-open breaker that have got a head and nothing more yet. */
    @GuardedBy("this") private int answering;

    /** The number of the present state, and the state; written under the lock. */
    private volatile long epoch;

    /** Of a thousand attempts, how many were lost when it opened last. */
    private volatile int lost;

    /** @param listener hears of every change */
    public Breaker(BreakerPolicy policy, long nowNanos, Consumer<Change> listener) {
        this.policy = policy;
        this.listener = listener;
        var steps = new SteppedClock(nowNanos);
        var times = new OpenTime(policy.open(), policy.maxOpen());
        this.clock = steps;
        this.openTime = times;
        this.circuit = CircuitSettings.circuit(policy, steps, times);
        this.trial = circuit.getMetrics();
    }

    public BreakerPolicy policy() {
        return policy;
    }

    public State state() {
        return state(epoch);
    }

    /** A permit for an attempt, or {@link #REFUSED}. */
    public long admit(long nowNanos) {
        long current = epoch;
        return state(current) == State.CLOSED ? current : admitIfDue(nowNanos);
    }

    private long admitIfDue(long nowNanos) {
        Change change;
        long permit;
        synchronized (this) {
            clock.advance(nowNanos);
            boolean admitted = circuit.tryAcquirePermission();
            change = moved("the open time is over");
            permit = admitted ? epoch : REFUSED;
            refused += admitted ? 0 : 1;
            if (admitted) {
                refusing = false;
            } else if (change == null && state() == State.HALF_OPEN) {
                change = lostPatience();
            }
        }
        tell(change);
        return permit;
    }

    /** Whether it is still in the state that gave this permit: what an attempt of an earlier one shows is no news. */
    public boolean current(long permit) {
        return permit == epoch;
    }

    /** The attempt of this permit has got the head of a good answer. */
    public void answered(long permit) {
        if (state(permit) == State.HALF_OPEN) {
            answers(permit, 1);
        }
    }

    private synchronized void answers(long permit, int more) {
        answering += permit == epoch ? more : 0;
    }

    /**
     * Gives a permit back: the endpoint did well.
     *
     * @param firstByteNanos from the attempt's beginning to the first byte of its answer
     */
    public void succeeded(long permit, long firstByteNanos, long nowNanos) {
        if (countable(permit)) {
            tell(count(permit, true, true, firstByteNanos, nowNanos));
        }
    }

    /**
     * Gives a permit back: the endpoint did something wrong.
     *
     * @param answered whether {@link #answered} was called for it
     * @param tookNanos from the attempt's beginning to the first byte of its answer, or to its end
     */
    public void failed(long permit, boolean answered, long tookNanos, long nowNanos) {
        if (countable(permit)) {
            tell(count(permit, false, answered, tookNanos, nowNanos));
        }
    }

    /** Gives a permit back: the attempt has shown nothing of the endpoint, and another may be let through for it. */
    public void released(long permit, boolean answered) {
        if (state(permit) == State.HALF_OPEN) {
            release(permit, answered);
        }
    }

    private synchronized void release(long permit, boolean answered) {
        if (permit == epoch) {
            answering -= answered ? 1 : 0;
            circuit.releasePermission();
        }
    }

    /** Late results are dropped, and so are those of a closed breaker that no rate can open. */
    private boolean countable(long permit) {
        return permit == epoch && (policy.counts() || state(permit) != State.CLOSED);
    }

    private synchronized @Nullable Change count(long permit, boolean well, boolean answered, long took, long nowNanos) {
        if (permit != epoch) {
            return null;
        }
        clock.advance(nowNanos);
        boolean trial = state() == State.HALF_OPEN;
        answering -= trial && answered ? 1 : 0;
        if (well || !trial && policy.failureRate() == 0) {
            circuit.onSuccess(took, TimeUnit.NANOSECONDS);
        } else {
            circuit.onError(took, TimeUnit.NANOSECONDS, loss);
        }
        return moved("");
    }

    /**
     * Opens it for a reason of the caller's, unless it is open and will be for a while.
     *
     * @param lostOfThousand attempts, for {@link #lostOfThousand}
     */
    public void trip(String why, int lostOfThousand, long nowNanos) {
        tell(open(why, lostOfThousand, nowNanos));
    }

    private synchronized @Nullable Change open(String why, int lostOfThousand, long nowNanos) {
        if (openLeft(nowNanos) > 0) {
            return null;
        }
        clock.advance(nowNanos);
        circuit.transitionToOpenState();
        lost = lostOfThousand;
        return begin(State.OPEN, why);
    }

    /** All permits of a half-open breaker are taken: what there is to see of their attempts has to do. */
    @GuardedBy("this") private @Nullable Change lostPatience() {
        if (!refusing) {
            refusing = true;
            refusingSinceNanos = clock.nanos();
        }
        if (clock.nanos() - refusingSinceNanos < PATIENCE_NANOS) {
            return null;
        }
        for (int i = 0; i < policy.halfOpenCalls() && circuit.getState() == CircuitBreaker.State.HALF_OPEN; i++) {
            if (i < answering) {
                circuit.onSuccess(0, TimeUnit.NANOSECONDS);
            } else {
                circuit.onError(0, TimeUnit.NANOSECONDS, loss);
            }
        }
        return moved("");
    }

    /** @param why in words; empty: in the numbers of what was counted */
    @GuardedBy("this") private @Nullable Change moved(String why) {
        var now = stateNow();
        if (now == state()) {
            return null;
        }
        return begin(now, why.isEmpty() ? numbers(state()) : why);
    }

    /** Begins the next epoch. */
    @GuardedBy("this") private Change begin(State now, String why) {
        var before = state();
        if (now == State.CLOSED) {
            openTime.closed(clock.nanos());
        }
        opened += now == State.OPEN ? 1 : 0;
        trial = circuit.getMetrics();
        answering = 0;
        refusing = false;
        epoch = (epoch / STATES + 1) * STATES + number(now);
        return new Change(before, now, why, now == State.OPEN ? openTime.last() : 0);
    }

    @GuardedBy("this") private State stateNow() {
        return switch (circuit.getState()) {
            case CLOSED -> State.CLOSED;
            case OPEN -> State.OPEN;
            case HALF_OPEN -> State.HALF_OPEN;
            case DISABLED, METRICS_ONLY, FORCED_OPEN -> throw new IllegalStateException("nobody asked for that");
        };
    }

    /** Resilience4j's open breaker still has the counts that opened it; a closed one begins with none. */
    @GuardedBy("this") private String numbers(State before) {
        var metrics = before == State.HALF_OPEN ? trial : circuit.getMetrics();
        int calls = metrics.getNumberOfBufferedCalls();
        int failed = metrics.getNumberOfFailedCalls();
        boolean opens = stateNow() == State.OPEN;
        boolean slow = opens && 100L * failed < (long) calls * CircuitSettings.failureRate(policy);
        int bad = slow ? metrics.getNumberOfSlowCalls() : failed;
        lost = opens ? Math.toIntExact((long) bad * WHOLE / Math.max(1, calls)) : lost;
        return bad + " of " + calls
                + (slow ? " slower than " + policy.slowAfter().toMillis() + " ms" : " failed")
                + (before == State.HALF_OPEN
                        ? " half-open"
                        : " in " + policy.window().toSeconds() + " s");
    }

    /** Of a thousand attempts, how many were lost when it opened last. */
    public int lostOfThousand() {
        return lost;
    }

    /** Nanoseconds until it may be half-open; 0 if it is, or is closed. */
    public synchronized long openLeft(long nowNanos) {
        return state() == State.OPEN ? openTime.left(nowNanos) : 0;
    }

    public synchronized View view(long nowNanos) {
        clock.advance(nowNanos);
        var metrics = circuit.getMetrics();
        return new View(
                state(),
                openLeft(nowNanos),
                metrics.getNumberOfBufferedCalls(),
                metrics.getNumberOfFailedCalls(),
                metrics.getNumberOfSlowCalls(),
                opened,
                refused);
    }

    private void tell(@Nullable Change change) {
        if (change != null) {
            listener.accept(change);
        }
    }

    private static int number(State state) {
        return switch (state) {
            case CLOSED -> 0;
            case OPEN -> 1;
            case HALF_OPEN -> 2;
        };
    }

    private static State state(long epoch) {
        return switch ((int) (epoch % STATES)) {
            case 0 -> State.CLOSED;
            case 1 -> State.OPEN;
            default -> State.HALF_OPEN;
        };
    }
}
