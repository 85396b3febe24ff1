package flotilla.node.resilience;

import flotilla.discovery.InvalidValue;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * When a request that failed at one endpoint is tried at another. What no endpoint has seen may go elsewhere whatever its
 * method; {@code on} and {@code statuses} are for idempotent requests (RFC 9110 section 9.2.2) whose body, if any, is still
 * at hand. {@link RetryKind} has the table.
 *
 * @param attempts at most for one request, the first included; 1: no retries, but for one on a fresh connection in place
 *     of a stale one, which is never counted
 * @param on what else is tried again
 * @param statuses of answers that are tried again, before anything of them has gone to the client
 * @param perTry from the choice of an endpoint to the first byte of its answer, less the time in which a body is sent; 0:
 *     no limit but those of its parts
 * @param backoff the second retry, and the first after a listed status, waits up to this, at random; each one after it up
 *     to twice as long
 * @param maxBackoff no wait is longer
 * @param maxRetryAfter the longest Retry-After that is waited for when no other endpoint is left
 * @param sameEndpoint whether those that have been tried may be tried again once all have been
 * @param bufferBytes of a body that are kept for the next try; of a longer one nothing is
 * @param budgetPercent how many retries there may be for 100 requests
 * @param budgetPerSecond and how many besides, over the fleet
 * @param hedge when the first retry is made beside the first try, before that has failed
 */
public record RetryPolicy(
        int attempts,
        List<On> on,
        List<Integer> statuses,
        Duration perTry,
        Duration backoff,
        Duration maxBackoff,
        Duration maxRetryAfter,
        boolean sameEndpoint,
        int bufferBytes,
        int budgetPercent,
        double budgetPerSecond,
        HedgePolicy hedge) {

    /** What may have been seen by an endpoint and is tried again all the same. */
    public enum On {
        /** A connection that was closed or reset before anything of an answer. */
        RESET,
        /** An answer whose first byte is late. */
        TIMEOUT,
        /** An answer that is not HTTP, or whose framing is ambiguous. */
        MALFORMED
    }

    private static final int MAX_ATTEMPTS = 10;
    private static final int MAX_BUFFER = 16 << 20;
    private static final int MAX_DOUBLINGS = 20;

    public static final RetryPolicy DEFAULT = new RetryPolicy(
            3,
            List.of(On.RESET, On.TIMEOUT, On.MALFORMED),
            List.of(),
            Duration.ZERO,
            Duration.ofMillis(50),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            false,
            64 * 1024,
            20,
            3,
            HedgePolicy.DEFAULT);

    public RetryPolicy {
        on = List.copyOf(on);
        statuses = List.copyOf(statuses);
        InvalidValue.require(
                attempts >= 1 && attempts <= MAX_ATTEMPTS,
                "attempts",
                attempts,
                "1 to " + MAX_ATTEMPTS + ", 1 for none");
        InvalidValue.require(attempts > 1 || !hedge.on(), "attempts", attempts, ">= 2, as a hedge is the first retry");
        InvalidValue.require(new HashSet<>(on).size() == on.size(), "on", on, "each once");
        InvalidValue.require(
                statuses.stream().allMatch(status -> status >= 400 && status <= 599),
                "statuses",
                statuses,
                "400 to 599 each");
        InvalidValue.require(!perTry.isNegative(), "perTry", perTry, ">= 0, 0 for no limit");
        InvalidValue.require(!backoff.isNegative(), "backoff", backoff, ">= 0");
        InvalidValue.require(maxBackoff.compareTo(backoff) >= 0, "maxBackoff", maxBackoff, ">= backoff");
        InvalidValue.require(!maxRetryAfter.isNegative(), "maxRetryAfter", maxRetryAfter, ">= 0");
        InvalidValue.require(bufferBytes >= 0 && bufferBytes <= MAX_BUFFER, "bufferBytes", bufferBytes, "0 to 16MiB");
        InvalidValue.require(budgetPercent >= 0 && budgetPercent <= 1000, "budgetPercent", budgetPercent, "0 to 1000");
        InvalidValue.require(
                budgetPerSecond >= 0 && budgetPerSecond <= 1e6, "budgetPerSecond", budgetPerSecond, "0 to 1000000");
    }

    public RetryPolicy withAttempts(int newAttempts) {
        var copy = new Copy(this);
        copy.attempts = newAttempts;
        return copy.made();
    }

    public RetryPolicy withOn(On... newOn) {
        var copy = new Copy(this);
        copy.on = List.of(newOn);
        return copy.made();
    }

    public RetryPolicy withStatuses(Integer... newStatuses) {
        var copy = new Copy(this);
        copy.statuses = List.of(newStatuses);
        return copy.made();
    }

    public RetryPolicy withPerTry(Duration newPerTry) {
        var copy = new Copy(this);
        copy.perTry = newPerTry;
        return copy.made();
    }

    public RetryPolicy withBackoff(Duration newBackoff, Duration newMax) {
        var copy = new Copy(this);
        copy.backoff = newBackoff;
        copy.maxBackoff = newMax;
        return copy.made();
    }

    public RetryPolicy withMaxRetryAfter(Duration newMax) {
        var copy = new Copy(this);
        copy.maxRetryAfter = newMax;
        return copy.made();
    }

    public RetryPolicy withSameEndpoint(boolean newSameEndpoint) {
        var copy = new Copy(this);
        copy.sameEndpoint = newSameEndpoint;
        return copy.made();
    }

    public RetryPolicy withBufferBytes(int newBytes) {
        var copy = new Copy(this);
        copy.bufferBytes = newBytes;
        return copy.made();
    }

    public RetryPolicy withBudget(int newPercent, double newPerSecond) {
        var copy = new Copy(this);
        copy.budgetPercent = newPercent;
        copy.budgetPerSecond = newPerSecond;
        return copy.made();
    }

    public RetryPolicy withHedge(HedgePolicy newHedge) {
        var copy = new Copy(this);
        copy.hedge = newHedge;
        return copy.made();
    }

    /** Whether a try that failed so is followed by another. */
    public boolean covers(RetryKind kind) {
        return switch (kind) {
            case UNREACHED, FULL, STALE -> true;
            case RESET -> on.contains(On.RESET);
            case TIMEOUT -> on.contains(On.TIMEOUT);
            case MALFORMED -> on.contains(On.MALFORMED);
            case STATUS -> !statuses.isEmpty();
            case FINAL -> false;
        };
    }

    /** Whether an answer with this status is followed by another try. */
    public boolean lists(int status) {
        for (int listed : statuses) {
            if (listed == status) {
                return true;
            }
        }
        return false;
    }

    /**
     * How long to wait before a retry: full jitter, that is anything up to a bound that doubles, so that requests that
     * failed together do not come back together (Brooker 2015).
     *
     * @param retriesBefore that have been made for the request
     */
    public long backoffNanos(int retriesBefore, RandomGenerator random) {
        double bound = Math.min(
                (double) maxBackoff.toNanos(),
                (double) backoff.toNanos() * (1L << Math.min(retriesBefore, MAX_DOUBLINGS)));
        return (long) (random.nextDouble() * bound);
    }

    /** The components while some of them change. */
    private static final class Copy {

        private int attempts;
        private List<On> on;
        private List<Integer> statuses;
        private Duration perTry;
        private Duration backoff;
        private Duration maxBackoff;
        private Duration maxRetryAfter;
        private boolean sameEndpoint;
        private int bufferBytes;
        private int budgetPercent;
        private double budgetPerSecond;
        private HedgePolicy hedge;

        Copy(RetryPolicy of) {
            attempts = of.attempts;
            on = of.on;
            statuses = of.statuses;
            perTry = of.perTry;
            backoff = of.backoff;
            maxBackoff = of.maxBackoff;
            maxRetryAfter = of.maxRetryAfter;
            sameEndpoint = of.sameEndpoint;
            bufferBytes = of.bufferBytes;
            budgetPercent = of.budgetPercent;
            budgetPerSecond = of.budgetPerSecond;
            hedge = of.hedge;
        }

        RetryPolicy made() {
            return new RetryPolicy(
                    attempts,
                    on,
                    statuses,
                    perTry,
                    backoff,
                    maxBackoff,
                    maxRetryAfter,
                    sameEndpoint,
                    bufferBytes,
                    budgetPercent,
                    budgetPerSecond,
                    hedge);
        }
    }
}
