package flotilla.node.resilience;

/**
 * A limit of requests in flight that follows what an upstream bears. Pure: what was seen of a stretch of time goes in,
 * the limit for the next comes out.
 *
 * <p>Theory. By Little's law, requests in flight beyond what an upstream works on at once only wait there: answers take
 * longer and no more of them come. So the time that answers take now is held against the time they take when nothing waits
 * (the base). The gradient is the base, with a tolerance, over the present time, and 1 at most; each window turns the limit a
 * fifth of the way to {@code limit * gradient + sqrt(limit)}. The root lets it grow while answers are quick. Requests that were lost for want of time lower the gradient by their part. This is Gradient2 of Netflix's
 * concurrency-limits, but for what follows.
 *
 * <p>The base. A long average of what answers take, as Gradient2 has it, learns from the very waiting that the limit
 * makes: under lasting overload it creeps up, the limit follows, and neither ends. Here the base is learnt only where this node
 * cannot have made anybody wait: from calm windows, with no more in flight than a third of the limit, and from probes. In a
 * probe the limit is a third for a moment, and what is sent from then on is measured. It is due if the limit is reached and
 * nothing was learnt in this half minute of the wall clock; or if answers take much longer than where the limit settles. Then
 * the upstream may have lost workers; or each answer takes longer for good, for which fewer in flight are no cure, and a limit
 * that went by the old base would fall nearly to nothing. Probes begin with a slot of two seconds of the wall clock, so that
 * nodes whose clocks agree to a tenth of a second probe together; one alone would measure the waiting that the others make.
 *
 * <p>Worked example: 100 workers, 50 ms each, more asked for than they can do. The limit settles where {@code limit = 1.54 * 100 +
 * sqrt(limit)}: at 167, with answers after 84 ms and all workers busy. Half of the workers go: answers take 167 ms, the gradient is
 * 0.46, taken for 0.5, and the limit goes down to 87 within two seconds. At a third of where it settles nothing waits, so the base
 * stays 50 ms however long this lasts.
 *
 * <p>A window in which less than half of the limit was in flight changes nothing: it says nothing about what is borne. From
 * the beginning to the first sign of waiting the limit grows by a fifth with each window, so a node that starts under load is there
 * within seconds. Not for several threads.
 */
final class GradientLimit {

    /** Where it begins. */
    static final int START = 20;

    /** How much longer than the base answers may take before the limit goes down, and by how much in any case. */
    private static final double TOLERANCE = 1.5;

    private static final double SLACK_NANOS = 2e6;
    private static final double STEEPEST = 0.5;
    private static final double TURN = 0.2;

    /** Below it growth is no longer by leaps; above it what is lost may be chance. */
    private static final double WAITING = 0.9;

    private static final int CALM_PART = 3;
    private static final int IDLE_PART = 2;

    /** A gradient that asks for a probe: where the limit falls by more than so many of its roots (it settles where that is one). */
    private static final double FALLING_ROOTS = 1.5;

    /** And in any case no greater than this, as nodes settle at different limits under one gradient. */
    private static final double FALLING = 0.85;

    private static final long PERIOD_MILLIS = 30_000;
    private static final long SLOT_MILLIS = 2_000;

    /** Base: how long calm windows take to change it, and from how many answers on one window or probe counts most. */
    private static final double CALM_NANOS = 5e9;

    private static final double TRUSTED_ANSWERS = 30;

    private final int min;
    private final int max;
    private double limit;
    private double base;
    private boolean climbing = true;
    private boolean probing;
    private long learntPeriod;
    private long slot;

    /** What the gradient has been of late, but for what was lost. */
    private double late = 1;

    /**
     * What was seen in a stretch of time.
     *
     * @param nanos how long it was
     * @param answered requests that were
     * @param meanNanos how long their answers took
     * @param lost requests that the upstream had no time for
     * @param most in flight
     */
    record Window(long nanos, long answered, double meanNanos, long lost, int most) {}

    GradientLimit(int min, int max) {
        this.min = min;
        this.max = max;
        this.limit = Math.clamp(START, min, max);
    }

    /** Requests that may be in flight now. */
    int limit() {
        return probing ? Math.max(min, (int) limit / CALM_PART) : (int) Math.round(limit);
    }

    /** Whether the limit is a third of what it was, until the next window has come, with requests of that time alone. */
    boolean probing() {
        return probing;
    }

    /** How long an answer takes when nothing waits, as far as known; 0: not at all. */
    double baseNanos() {
        return base;
    }

    void take(Window window, long epochMillis) {
        long period = epochMillis / PERIOD_MILLIS;
        boolean slotBegins = slot != epochMillis / SLOT_MILLIS;
        slot = epochMillis / SLOT_MILLIS;
        if (probing) {
            probing = false;
            late = 1;
            learn(window, 1, period);
            return;
        }
        if (base == 0) {
            learn(window, 1, period);
        } else if ((long) window.most() * CALM_PART <= limit) {
            learn(window, 1 - Math.exp(-window.nanos() / CALM_NANOS), period);
        }
        if ((long) window.most() * IDLE_PART < limit) {
            return;
        }
        boolean reached = window.most() >= limit();
        late += TURN * (byTime(window) - late);
        boolean due = period != learntPeriod || late < Math.min(FALLING, 1 - FALLING_ROOTS / Math.sqrt(limit));
        turn(gradient(window));
        probing = reached && slotBegins && due;
    }

    private void learn(Window window, double most, long period) {
        learntPeriod = period;
        if (window.answered() == 0) {
            return;
        }
        double weight = window.answered() / (window.answered() + TRUSTED_ANSWERS);
        base += base == 0 ? window.meanNanos() : Math.min(most, weight) * (window.meanNanos() - base);
    }

    private double gradient(Window window) {
        if (window.answered() == 0) {
            return STEEPEST;
        }
        double kept = window.answered() / (double) (window.answered() + window.lost());
        return Math.max(STEEPEST, byTime(window) * kept);
    }

    private double byTime(Window window) {
        return window.answered() == 0 ? 1 : Math.min(1, (TOLERANCE * base + SLACK_NANOS) / window.meanNanos());
    }

    private void turn(double gradient) {
        climbing &= gradient >= WAITING;
        double aim = climbing ? 2 * limit : limit * gradient + Math.sqrt(limit);
        limit = Math.clamp(limit + TURN * (aim - limit), min, max);
    }
}
