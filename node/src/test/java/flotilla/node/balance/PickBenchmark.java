package flotilla.node.balance;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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
 * The cost of one pick from endpoints of mixed weights that are all at work, run by {@code ops/bench/jmh PickBenchmark}.
 * Each pick is for another key, none was tried, and latencies and counts stand still.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class PickBenchmark {

    @Param({
        "round_robin",
        "smooth_weighted",
        "least_requests",
        "least_requests_local",
        "power_of_two",
        "peak_ewma",
        "client_hash",
        "consistent_hash",
        "random"
    })
    public String algorithm = "";

    @Param({"3", "64", "1000", "10000"})
    public int endpoints;

    private Balancer.Picker picker = request -> null;

    @Setup
    public void prepare() {
        var random = new SplittableRandom(1);
        List<LiveEndpoint> list = Rotations.endpoints(endpoints);
        int[] weights = IntStream.range(0, endpoints).map(i -> 1 + i % 10).toArray();
        for (var endpoint : list) {
            endpoint.latency().record(random.nextLong(1_000_000, 50_000_000), 1);
            IntStream.range(0, random.nextInt(1, 10)).forEach(i -> endpoint.lease());
            endpoint.heard(random.nextInt(20), 0, random.nextInt(1, 10), 2);
        }
        picker =
                Balancers.create(BalancePolicy.DEFAULT.withAlgorithm(algorithm)).over(new Rotation(list, weights));
    }

    @Benchmark
    public @Nullable LiveEndpoint pick(OneThread request) {
        request.next();
        return picker.pick(request);
    }

    /** The request of one thread. */
    @State(Scope.Thread)
    public static class OneThread implements Balancer.Request {

        private final SplittableRandom random = new SplittableRandom(2);
        private long key;
        private long nanos = 1;

        void next() {
            key = random.nextLong();
            nanos += 10_000;
        }

        @Override
        public long hashKey() {
            return key;
        }

        @Override
        public boolean tried(LiveEndpoint endpoint) {
            return false;
        }

        @Override
        public RandomGenerator random() {
            return random;
        }

        @Override
        public long nanos() {
            return nanos;
        }
    }
}
