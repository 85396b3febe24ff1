package flotilla.ops.scale;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * Endpoints that work, second by second: each has {@value #WORKERS} workers, and a request takes {@value #SERVICE} s of one. Requests
 * come at random (a Poisson process), those that find all workers busy wait, and the queue of a second is that of M/M/c
 * (Sakasegawa's approximation, 1977) besides what is left over when more comes than can be done. A new endpoint takes its time until it
 * works; one that is taken away stops at once.
 *
 * <p>A second violates the objective if more than 90 % of the workers are busy or if a request that comes takes more than {@value
 * #OBJECTIVE} s.
 */
final class SimulatedUpstream {

    static final int WORKERS = 10;
    static final double SERVICE = 0.1;
    static final double OBJECTIVE = 0.3;

    private static final double BUSY = 0.9;
    private static final int TICK = 5;

    /** Whoever says how many endpoints there should be. */
    interface Scaler {

        int wanted(Sample sample);
    }

    /** What came of it. */
    record Outcome(int violatedSeconds, double endpointHours, int most, int changes) {}

    private final int startSeconds;
    private final SplittableRandom random;
    private final Deque<Integer> starting = new ArrayDeque<>();
    private int serving;
    private double backlog;

    private SimulatedUpstream(int serving, int startSeconds, long seed) {
        this.serving = serving;
        this.startSeconds = startSeconds;
        this.random = new SplittableRandom(seed);
    }

    /**
     * @param from the second from which on it is judged; the time before is to learn
     * @param startSeconds until a new endpoint works
     */
    static Outcome run(Traffic traffic, int from, int startSeconds, long seed, Scaler scaler) {
        double needed = traffic.at(0) * SERVICE / WORKERS;
        return new SimulatedUpstream((int) Math.ceil(needed / 0.6), startSeconds, seed).run(traffic, from, scaler);
    }

    private Outcome run(Traffic traffic, int from, Scaler scaler) {
        int violated = 0;
        int most = 0;
        int changes = 0;
        long endpointSeconds = 0;
        for (int second = 0; second < traffic.seconds(); second++) {
            while (!starting.isEmpty() && starting.getFirst() <= second) {
                starting.removeFirst();
                serving++;
            }
            double arrivals = poisson(traffic.at(second));
            double capacity = serving * WORKERS / SERVICE;
            double work = backlog + arrivals;
            double done = Math.min(work, capacity);
            backlog = work - done;
            double busy = capacity == 0 ? 1 : done / capacity;
            double queue = backlog + queued(busy);
            if (second >= from) {
                endpointSeconds += serving + starting.size();
                most = Math.max(most, serving + starting.size());
                violated += busy > BUSY || SERVICE + queue / Math.max(1, capacity) > OBJECTIVE ? 1 : 0;
            }
            if (second % TICK == 0) {
                int before = serving + starting.size();
                follow(scaler.wanted(sample(second, done * SERVICE + queue, busy)), second);
                changes += second >= from && before != serving + starting.size() ? 1 : 0;
            }
        }
        return new Outcome(violated, endpointSeconds / 3600.0, most, changes);
    }

    private Sample sample(int second, double inFlight, double busy) {
        return new Sample(
                second * 1000L, serving + starting.size(), serving, inFlight, 0, OptionalDouble.of(busy), true, "");
    }

    private void follow(int wanted, int second) {
        while (serving + starting.size() < wanted) {
            starting.addLast(second + startSeconds);
        }
        while (serving + starting.size() > wanted && !starting.isEmpty()) {
            starting.removeLast();
        }
        serving = Math.min(serving, Math.max(1, wanted));
    }

    /** Those that wait on average while this share of the workers is busy. */
    private double queued(double busy) {
        if (busy >= 0.999) {
            return 0;
        }
        int workers = Math.max(1, serving * WORKERS);
        return Math.pow(busy, Math.sqrt(2.0 * (workers + 1))) / (1 - busy);
    }

    /** Normal for means that are not small, as these are. */
    private double poisson(double mean) {
        return Math.max(0, Math.rint(mean + Math.sqrt(mean) * random.nextGaussian()));
    }
}
