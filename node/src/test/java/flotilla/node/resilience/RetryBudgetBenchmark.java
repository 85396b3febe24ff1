package flotilla.node.resilience;

import flotilla.discovery.Time;
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
 * What the budget costs each request, and each try that failed, the clock's reading included; run by {@code ops/bench/jmh
 * RetryBudgetBenchmark}, with {@code -t 2} for all threads at the same upstream. {@code clock} is the reading alone.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class RetryBudgetBenchmark {

    private final RetryBudget budget = new RetryBudget("app", RetryPolicy.DEFAULT);

    @Benchmark
    public long clock() {
        return Time.system().nanos();
    }

    @Benchmark
    public void request() {
        budget.request(Time.system().nanos());
    }

    @Benchmark
    public boolean retry() {
        return budget.tryRetry(Time.system().nanos());
    }
}
