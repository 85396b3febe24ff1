package flotilla.ops.scale;

import flotilla.discovery.Time;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the orders for one upstream to one deed, one at a time, on a virtual thread of its own. What fails is tried again, first
 * after about a second and then after twice as long each time, up to a minute, until it goes well or a newer order is there: an old
 * number is of no use to anybody.
 */
final class Courier implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private static final Duration STEP = Duration.ofMillis(250);
    private static final long FIRST_MILLIS = 1000;
    private static final long LONGEST_MILLIS = 60_000;

    private final Deed deed;
    private final Time time;
    private final SplittableRandom random;
    private final LinkedBlockingDeque<Order> orders = new LinkedBlockingDeque<>();
    private final Thread thread;

    /** @param seed of the generator that spreads tries over time */
    Courier(String upstream, Deed deed, Time time, long seed) {
        this.deed = deed;
        this.time = time;
        this.random = new SplittableRandom(seed);
        this.thread =
                Thread.ofVirtual().name("scale-" + deed.name() + "-" + upstream).start(this::run);
    }

    void send(Order order) {
        orders.addLast(order);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                deliver(newest(orders.takeFirst()));
            }
        } catch (InterruptedException e) {
            LOG.debug("{} ends", thread.getName());
        }
    }

    private Order newest(Order first) {
        var newest = first;
        for (var next = orders.pollFirst(); next != null; next = orders.pollFirst()) {
            newest = next;
        }
        return newest;
    }

    private void deliver(Order order) throws InterruptedException {
        long wait = FIRST_MILLIS;
        while (true) {
            var result = deed.carry(order);
            switch (result.outcome()) {
                case DONE -> {
                    LOG.info(
                            "scale: {}: {} told to have {}: {}",
                            order.upstream(),
                            deed.name(),
                            order.wanted(),
                            result.words());
                    return;
                }
                case REFUSED -> {
                    LOG.error(
                            "scale: {}: {} refused to have {}: {}",
                            order.upstream(),
                            deed.name(),
                            order.wanted(),
                            result.words());
                    return;
                }
                case AGAIN ->
                    LOG.warn(
                            "scale: {}: {} could not be told to have {}, tries again: {}",
                            order.upstream(),
                            deed.name(),
                            order.wanted(),
                            result.words());
            }
            if (newerWithin(wait / 2 + random.nextLong(wait))) {
                return;
            }
            wait = Math.min(LONGEST_MILLIS, 2 * wait);
        }
    }

    private boolean newerWithin(long millis) throws InterruptedException {
        long until = time.nanos() + Duration.ofMillis(millis).toNanos();
        while (orders.isEmpty() && until - time.nanos() > 0) {
            time.pause(STEP);
        }
        return !orders.isEmpty();
    }
}
