package flotilla.ops.process;

import flotilla.discovery.Loop;
import flotilla.discovery.Time;
import flotilla.ops.process.unix.NativeThread;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom the kernel runs first where processors are short. A request takes an I/O thread a tenth of a millisecond; but one that wakes up waits until
 * whoever has the processor has had it for some milliseconds, and a change of the configuration, a collection of figures or a compiler keeps a processor that
 * long. So:
 *
 * <ul>
 *   <li>I/O threads get the shortest slice: no more of a processor than others, but at once.
 *   <li>The threads for which no request under way waits get a nice value {@value #FURTHER} above that of the process: those that carry virtual
 *       threads (discovery, checks, tables, the fleet's news, handshakes, calls of the admin port) and those that read the admin
 *       port. Where nobody competes with them it makes no difference; where all processors are busy, each still gets a quarter of one.
 * </ul>
 *
 * <p>The JDK makes the threads that carry others as it needs them, each with the attributes of whoever had something to do for it: so they are looked for again
 * and again.
 */
final class ThreadScheduling implements Loop.Round {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadScheduling.class);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final int FURTHER = 5;

    /** The I/O threads that have their slice; they live as long as the process. */
    private final Set<Integer> prompt = new HashSet<>();

    private boolean refused;

    private ThreadScheduling() {}

    /** Goes on until it is closed. */
    static Loop begin(Time time) {
        return Loop.start("scheduling", time, new ThreadScheduling());
    }

    @Override
    public Duration run() throws IOException {
        long pid = ProcessHandle.current().pid();
        var threads = NativeThread.all(pid);
        int usual = threads.stream()
                .filter(thread -> thread.id() == pid)
                .mapToInt(NativeThread::nice)
                .findFirst()
                .orElse(0);
        int later = Math.min(NativeThread.NICEST, usual + FURTHER);
        for (var thread : threads) {
            if (serves(thread.name()) && !prompt.contains(thread.id())) {
                thread.schedule(thread.nice(), NativeThread.SHORTEST_SLICE);
                prompt.add(thread.id());
            } else if (isBackground(thread.name()) && thread.nice() < later) {
                thread.schedule(later, Duration.ZERO);
            }
        }
        return LOOK;
    }

    private static boolean serves(String name) {
        return name.startsWith("flotilla I/O");
    }

    /** The JDK's pool for virtual threads has a number behind the hyphen; its common pool is written with a dot. */
    private static boolean isBackground(String name) {
        return name.startsWith("ForkJoinPool-") || name.startsWith("admin ");
    }

    @Override
    public Duration failed(Throwable cause) {
        if (!refused) {
            refused = true;
            LOG.info("requests may wait for the background where processors are short: {}", cause.toString());
        }
        return LOOK;
    }
}
