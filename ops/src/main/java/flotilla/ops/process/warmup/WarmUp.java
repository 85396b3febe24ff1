package flotilla.ops.process.warmup;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.node.NodeContext;
import flotilla.node.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that nobody sent, through the code that those of clients will go through: what is loaded, linked and compiled by
 * then does not cost the first clients their time.
 *
 * <p>Two small nodes do that, on ports of the loopback interface that the system chooses: one forwards to the other, which
 * answers by itself. They are nodes like the one that serves, so codecs, stages, balancer, pool and counters are the real ones; and
 * they are others, so nothing of it is seen in metrics, access log, limits, or at anybody's endpoint. What goes wrong here is one line
 * in the log: a process that is cold is better than none.
 */
public final class WarmUp {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");

    private static final int CLIENTS = 4;
    private static final ThreadFactory THREADS =
            Thread.ofPlatform().name("warm-up").factory();

    /** Between two looks whether it is over: a small part of what the shortest warm-up takes. */
    private static final Duration LOOK = Duration.ofMillis(5);

    /** By then all is loaded and linked, and most of it compiled by the first compiler. A machine with time to spare makes thousands. */
    private static final int LEAST = 200;

    /** How much longer than it should it may take for that. */
    private static final Duration EXTRA = Duration.ofSeconds(5);

    /** For one answer: the most by which all may take longer than it should. */
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final Time time;
    private final Telemetry telemetry;

    /**
     * @param telemetry that counts as the process's own does, for the one I/O thread of a small node, and is seen by nobody
     */
    public WarmUp(Time time, Telemetry telemetry) {
        this.time = time;
        this.telemetry = telemetry;
    }

    /**
     * Sends requests for so long; on a machine that is busy with other things up to three times as long, and 5 s longer at most, for a
     * least number of them. Returns when that is over, or little later.
     *
     * @param limit none is sent if it is zero
     * @param hurry asked again and again by the calling thread: whether to end at once. What it throws is thrown.
     */
    public void run(Duration limit, BooleanSupplier hurry) {
        if (limit.isZero()) {
            return;
        }
        long began = time.nanos();
        var answers = new LongAdder();
        var over = new AtomicBoolean();
        try (var threads = Executors.newSingleThreadExecutor(THREADS)) {
            var warming = threads.submit(() -> warm(began, over::get, answers));
            try {
                while (!warming.isDone()
                        && !hurry.getAsBoolean()
                        && !over(Duration.ofNanos(time.nanos() - began), limit, answers.sum())) {
                    time.pause(LOOK);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                over.set(true);
            }
        }
    }

    private void warm(long began, BooleanSupplier over, LongAdder answers) {
        try (var endpoint = Node.start(WarmNodes.endpoint(), context(Telemetry.NONE));
                var proxy = Node.start(WarmNodes.proxyOf(address(endpoint).getPort()), context(telemetry))) {
            ask(address(proxy), over, answers);
            LOG.info(
                    "warm-up: {} requests in {} ms{}",
                    answers,
                    Duration.ofNanos(time.nanos() - began).toMillis(),
                    answers.sum() < LEAST ? "; these are few, and the first clients' will take longer" : "");
        } catch (RuntimeException e) {
            LOG.warn("warm-up: failed, the first requests will take longer: {}", e.toString(), e);
        }
    }

    /** Whether it is, after so long and so many answers. */
    static boolean over(Duration spent, Duration limit, long answers) {
        var extra = limit.multipliedBy(2);
        var most = limit.plus(extra.compareTo(EXTRA) < 0 ? extra : EXTRA);
        return spent.compareTo(answers < LEAST ? most : limit) >= 0;
    }

    private NodeContext context(Telemetry by) {
        return NodeContext.of(Sources.load(SourceContext.of(time)), by, time);
    }

    private static InetSocketAddress address(Node node) {
        return node.addresses().values().iterator().next();
    }

    private void ask(InetSocketAddress proxy, BooleanSupplier over, LongAdder answers) {
        var trouble = new AtomicReference<@Nullable IOException>();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.execute(() -> {
                    var client = new WarmClient(proxy, ANSWER);
                    try {
                        while (trouble.get() == null && !over.getAsBoolean()) {
                            client.run(over, answers);
                        }
                    } catch (IOException e) {
                        trouble.set(e);
                    }
                });
            }
        }
        var found = trouble.get();
        if (found != null) {
            throw new UncheckedIOException(found);
        }
    }
}
