import java.io.IOException;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that arrive whether or not those before them were served: {@code java OpenLoop.java <seed> <per second> <seconds>
 * <mean work in microseconds> <port>...}. Arrivals are a Poisson process; each draws its node and its work, both from the
 * seed, so whoever is measured with one seed is asked the same at the same moments. Latency is counted from the moment
 * that a request was due. The first fifth warms up and is not counted. Prints one line of JSON.
 */
final class OpenLoop {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int WARM_UP_PART = 5;
    private static final int PATIENCE_MILLIS = 30_000;

    private final Deque<KeptConnection>[] idle;
    private final int[] ports;
    private final long[] latencies;
    private final AtomicInteger failures = new AtomicInteger();
    private final CountDownLatch open;

    @SuppressWarnings("unchecked")
    private OpenLoop(int[] ports, int requests) {
        this.ports = ports;
        this.idle = new Deque[ports.length];
        Arrays.setAll(idle, _ -> new ConcurrentLinkedDeque<>());
        this.latencies = new long[requests];
        this.open = new CountDownLatch(requests);
    }

    public static void main(String[] args) throws Exception {
        var random = new SplittableRandom(Long.parseLong(args[0]));
        double perSecond = Double.parseDouble(args[1]);
        int requests = (int) (perSecond * Double.parseDouble(args[2]));
        double meanWork = Double.parseDouble(args[3]);
        var ports = Arrays.stream(args).skip(4).mapToInt(Integer::parseInt).toArray();
        var loop = new OpenLoop(ports, requests);
        loop.run(random, NANOS_PER_SECOND / perSecond, meanWork);
        loop.print();
    }

    private void run(SplittableRandom random, double meanGapNanos, double meanWork) throws InterruptedException {
        double due = System.nanoTime();
        for (int i = 0; i < latencies.length; i++) {
            due += exponential(random, meanGapNanos);
            int node = random.nextInt(ports.length);
            long work = Math.round(exponential(random, meanWork));
            long dueNanos = (long) due;
            int number = i;
            for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            Thread.ofVirtual().start(() -> ask(number, node, work, dueNanos));
        }
        open.await();
    }

    private static double exponential(SplittableRandom random, double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }

    private void ask(int number, int node, long work, long dueNanos) {
        try {
            var kept = idle[node].pollFirst();
            var connection = kept == null ? new KeptConnection(ports[node], PATIENCE_MILLIS) : kept;
            connection.ask("X-Work: " + work + "\r\n");
            idle[node].addFirst(connection);
        } catch (IOException e) {
            failures.incrementAndGet();
        }
        latencies[number] = System.nanoTime() - dueNanos;
        open.countDown();
    }

    private void print() {
        var counted = Arrays.copyOfRange(latencies, latencies.length / WARM_UP_PART, latencies.length);
        Arrays.sort(counted);
        double mean = Arrays.stream(counted).average().orElse(0) / 1e6;
        System.out.printf(
                "{\"requests\": %d, \"failures\": %d, \"mean_ms\": %.3f, \"p50_ms\": %.3f, \"p90_ms\": %.3f,"
                        + " \"p99_ms\": %.3f, \"p999_ms\": %.3f}%n",
                counted.length, failures.get(), mean, at(counted, 0.5), at(counted, 0.9), at(counted, 0.99), at(counted, 0.999));
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e6;
    }
}
