package flotilla.node.resilience;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Time;
import flotilla.node.balance.LiveEndpoint;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What breaker, lease and budget cost each attempt together, one reading of the clock included; run by {@code ops/bench/jmh
 * AttemptBenchmark -prof gc}, with {@code -t 2} for all threads at the same endpoint. {@code clock} is the reading alone.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class AttemptBenchmark {

    private static final long FIRST_BYTE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final RetryBudget budget = new RetryBudget("app", RetryPolicy.DEFAULT);
    private final LiveEndpoint endpoint = new LiveEndpoint("app", Endpoint.of("127.0.0.1", 80));
    private final Breaker breaker =
            new Breaker(BreakerPolicy.DEFAULT, Time.system().nanos(), change -> {});

    @Benchmark
    public long clock() {
        return Time.system().nanos();
    }

    @Benchmark
    public void breaker() {
        long now = Time.system().nanos();
        long permit = breaker.admit(now);
        breaker.succeeded(permit, FIRST_BYTE_NANOS, now);
    }

    @Benchmark
    public void attempt() {
        long now = Time.system().nanos();
        budget.request(now);
        long permit = breaker.admit(now);
        endpoint.lease();
        endpoint.release(false);
        breaker.succeeded(permit, FIRST_BYTE_NANOS, now);
    }
}
