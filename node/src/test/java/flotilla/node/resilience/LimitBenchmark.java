package flotilla.node.resilience;

import flotilla.discovery.Time;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The cost of one request of one client against its limit, the clock's reading included; run by {@code ops/bench/jmh
 * LimitBenchmark}, with {@code -t 2} for the worst case: all threads on the same client. {@code bare} is the least that
 * could do: one compare-and-set on the packed window, without a look-up of the client.
 */
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class LimitBenchmark {

    /** One that is never reached, and one that is spent at once. */
    @Param({"2000000000", "1"})
    public int limit;

    private final AtomicLong window = new AtomicLong();
    private ClientLimits limits = new ClientLimits(0, Time.system());
    private InetAddress client = InetAddress.getLoopbackAddress();

    @Setup
    public void prepare() throws UnknownHostException {
        limits = new ClientLimits(limit, Time.system());
        client = InetAddress.getByName("192.0.2.1");
    }

    @Benchmark
    public boolean resilience4j() {
        return limits.secondsUntil(client, Time.system().nanos()) == 0;
    }

    @Benchmark
    public boolean bare() {
        long now = Time.system().nanos() >>> 36;
        long before = window.get();
        while (true) {
            long next = before >>> 32 == now ? before + 1 : now << 32 | 1;
            if ((int) next > limit) {
                return false;
            }
            long seen = window.compareAndExchange(before, next);
            if (seen == before) {
                return true;
            }
            before = seen;
        }
    }
}
