package flotilla.node.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A policy in the words of Resilience4j. */
final class CircuitSettings {

    private CircuitSettings() {}

    /**
     * @param clock all that it reads
     * @param openTime asked when it opens
     */
    static CircuitBreaker circuit(BreakerPolicy policy, SteppedClock clock, OpenTime openTime) {
        var config = CircuitBreakerConfig.custom()
                .slidingWindow(
                        Math.toIntExact(policy.window().toSeconds()),
                        policy.minCalls(),
                        SlidingWindowType.TIME_BASED,
                        SlidingWindowSynchronizationStrategy.SYNCHRONIZED)
                .failureRateThreshold(failureRate(policy))
                .slowCallDurationThreshold(
                        policy.slowAfter().isZero() ? Duration.ofNanos(Long.MAX_VALUE) : policy.slowAfter())
                .slowCallRateThreshold(policy.slowRate())
                .permittedNumberOfCallsInHalfOpenState(policy.halfOpenCalls())
                // One less, as it wants more than that to have passed, and others go by the time itself.
                .waitIntervalFunctionInOpenState(
                        inARow -> TimeUnit.NANOSECONDS.toMillis(openTime.begin(clock.nanos())) - 1)
                .automaticTransitionFromOpenToHalfOpenEnabled(false)
                .maxWaitDurationInHalfOpenState(Duration.ZERO)
                .writableStackTraceEnabled(false)
                .clock(clock)
                .build();
        return CircuitBreaker.of("endpoint", config);
    }

    /** A half-open breaker needs one, also if a closed one has none. */
    static int failureRate(BreakerPolicy policy) {
        return policy.failureRate() > 0 ? policy.failureRate() : BreakerPolicy.DEFAULT.failureRate();
    }
}
