package flotilla.node.resilience;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * An upstream with so many workers and a queue without end, and nodes before it, each with an adaptive limit of its own: the product's
 * classes, with requests and time made up. A request takes half of the mean, and as much again on average at random.
 */
final class ConcurrencyWorld {

    private static final long PATIENCE = Duration.ofSeconds(1).toNanos();
    private static final int PLACES = 100;

    /** Of the whole upstream, from the last look on. */
    record Seen(double perSecond, double medianMillis, double lateMillis, double highShed, double lowShed, int most) {}

    private record Event(long at, long number, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final SplittableRandom random;
    private final List<ConcurrencyLimit> limits;
    private final long[] clockOffsets;
    private final ArrayDeque<Request> queue = new ArrayDeque<>();
    private final Map<RequestPriority, Long> asked = new EnumMap<>(RequestPriority.class);
    private final Map<RequestPriority, Long> shed = new EnumMap<>(RequestPriority.class);
    private double[] times = new double[1024];
    private int answers;
    private int most;
    private long now;
    private long numbers;
    private int workers;
    private int busy;
    private double meanNanos;
    private double arrivals;
    private double high;
    private boolean hangs;
    private long timeout = Long.MAX_VALUE / 4;
    private long looked;

    /** One request, from its permit on. */
    private final class Request {
        private final int node;
        private final long sent = now;
        private boolean over;

        Request(int node) {
            this.node = node;
        }

        private void end(boolean answered) {
            if (over) {
                return;
            }
            over = true;
            var limit = limits.get(node);
            if (answered) {
                note((double) (now - sent));
                limit.answered(now - sent, now, epochMillis(node));
            } else {
                limit.lost(now, epochMillis(node));
            }
        }
    }

    ConcurrencyWorld(long seed, int workers, Duration mean, long... clockOffsetsMillis) {
        this.random = new SplittableRandom(seed);
        this.workers = workers;
        this.meanNanos = mean.toNanos();
        this.clockOffsets = clockOffsetsMillis.clone();
        var policy = ConcurrencyPolicy.of("adaptive").withQueue(PLACES, Duration.ofNanos(PATIENCE));
        this.limits = IntStream.range(0, clockOffsets.length)
                .mapToObj(i -> Objects.requireNonNull(ConcurrencyLimit.of("app", policy)))
                .toList();
        at(0, this::arrive);
    }

    /** So many requests a second, over all nodes, and the part of them that is of high priority; the rest is low. */
    ConcurrencyWorld asked(double perSecond, double partHigh) {
        arrivals = perSecond;
        high = partHigh;
        return this;
    }

    ConcurrencyWorld workers(int count) {
        workers = count;
        work();
        return this;
    }

    ConcurrencyWorld mean(Duration mean) {
        meanNanos = mean.toNanos();
        return this;
    }

    /** Answers nothing for a while; whoever waits for an answer gives up after {@code limit}. */
    ConcurrencyWorld hangs(boolean nothing, Duration limit) {
        hangs = nothing;
        timeout = limit.toNanos();
        if (!nothing) {
            work();
        }
        return this;
    }

    ConcurrencyWorld run(Duration duration) {
        long end = now + duration.toNanos();
        while (Objects.requireNonNull(events.peek()).at() <= end) {
            var event = events.remove();
            now = event.at();
            event.action().run();
        }
        now = end;
        return this;
    }

    int limit(int node) {
        return limits.get(node).limit();
    }

    /** What was seen since the last look. */
    Seen look() {
        var sorted = Arrays.copyOf(times, answers);
        Arrays.sort(sorted);
        double seconds = (now - looked) / 1e9;
        var seen = new Seen(
                answers / seconds,
                answers == 0 ? 0 : sorted[answers / 2] / 1e6,
                answers == 0 ? 0 : sorted[(int) (answers * 0.99)] / 1e6,
                part(RequestPriority.HIGH),
                part(RequestPriority.LOW),
                most);
        asked.clear();
        shed.clear();
        answers = 0;
        most = 0;
        looked = now;
        return seen;
    }

    private double part(RequestPriority priority) {
        return shed.getOrDefault(priority, 0L) / (double) Math.max(1, asked.getOrDefault(priority, 0L));
    }

    private void at(long moment, Runnable action) {
        events.add(new Event(moment, numbers++, action));
    }

    private long epochMillis(int node) {
        return now / 1_000_000 + clockOffsets[node];
    }

    private double drawn(double mean) {
        return -Math.log(1 - random.nextDouble()) * mean;
    }

    private void arrive() {
        at(now + (long) drawn(1e9 / arrivals), this::arrive);
        int node = random.nextInt(limits.size());
        var priority = random.nextDouble() < high ? RequestPriority.HIGH : RequestPriority.LOW;
        asked.merge(priority, 1L, Long::sum);
        var limit = limits.get(node);
        if (limit.tryAcquire()) {
            send(node);
            return;
        }
        var waiter = new Waiter(priority) {
            @Override
            protected void admitted() {
                send(node);
            }

            @Override
            protected void displaced() {
                shed.merge(priority(), 1L, Long::sum);
            }
        };
        if (limit.queue(waiter)) {
            at(now + PATIENCE, () -> {
                if (limit.giveUp(waiter)) {
                    shed.merge(priority, 1L, Long::sum);
                }
            });
        } else {
            shed.merge(priority, 1L, Long::sum);
        }
    }

    private void send(int node) {
        var request = new Request(node);
        queue.add(request);
        most = Math.max(most, busy + queue.size());
        if (timeout < Long.MAX_VALUE / 4) {
            at(now + timeout, () -> request.end(false));
        }
        work();
    }

    private void work() {
        while (!hangs && busy < workers && !queue.isEmpty()) {
            var request = queue.remove();
            if (!request.over) {
                busy++;
                at(now + (long) (meanNanos / 2 + drawn(meanNanos / 2)), () -> done(request));
            }
        }
    }

    private void done(Request request) {
        busy--;
        request.end(true);
        work();
    }

    private void note(double took) {
        if (answers == times.length) {
            times = Arrays.copyOf(times, 2 * answers);
        }
        times[answers++] = took;
    }
}
