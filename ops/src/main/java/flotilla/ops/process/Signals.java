package flotilla.ops.process;

import flotilla.discovery.Plugged;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operating system and a person at the keyboard ask of the process. SIGTERM asks it to stop and to let what is
 * in flight end, SIGINT to stop at once; a SIGINT while it stops ends it without another word. A process that drains, as another
 * one has taken its place, can be told by both to end {@link #sooner}. What a process that goes
 * on can be asked is a {@link Request}, with an action that whoever can do it gives. Each signal is a line in the log.
 *
 * <p>Actions run one after the other on a thread of their own. A request that comes before its action is known is kept,
 * so that a signal during the start is not lost and does not end the process, which is the system's answer to it.
 */
public final class Signals {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");
    private static final String ENDS = "stops once what is in flight has ended";
    private static final int INTERRUPTED = 130;

    /** How the process was asked to stop. */
    public enum Stop {
        /** What is in flight has its time. */
        GRACEFUL,
        /** What is in flight is cut. */
        FAST,
        /** By no signal: another process has taken this one's place. */
        HANDED_OVER
    }

    /** What a process is asked that goes on. */
    public enum Request {
        RELOAD("HUP", "reload: reads the configuration again"),
        REOPEN_LOGS("USR1", "reopens the logs");

        private final String signal;
        private final String meaning;

        Request(String signal, String meaning) {
            this.signal = signal;
            this.meaning = meaning;
        }
    }

    private final CountDownLatch asked = new CountDownLatch(1);
    private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
    private final AtomicReference<@Nullable Stop> sooner = new AtomicReference<>();
    private final Map<Request, Errand> errands = new EnumMap<>(Request.class);
    private final ExecutorService runner = Executors.newSingleThreadExecutor(Plugged.threads("signals"));

    Signals() {
        for (var request : Request.values()) {
            errands.put(request, new Errand(request));
        }
    }

    /** Takes SIGTERM and SIGINT over from the JVM, whose own answer would be to exit without a word. */
    public static Signals install() {
        var signals = new Signals();
        SignalHandler.handle("TERM", () -> {
            LOG.info("SIGTERM: {}", signals.drains() ? "drains for no longer than stop_timeout" : ENDS);
            signals.stop(Stop.GRACEFUL);
        });
        SignalHandler.handle("INT", signals::interrupted);
        return signals;
    }

    /** Takes the signals of these requests over as well; they are kept until {@link #on} says what to do. */
    public Signals expecting(Request... requests) {
        for (var request : requests) {
            SignalHandler.handle(request.signal, () -> ask(request));
        }
        return this;
    }

    /** Asks, as the request's signal does. */
    void ask(Request request) {
        errand(request).asked();
    }

    /** Says what to do at a request from now on, and does it if it was asked before. */
    public void on(Request request, Runnable action) {
        errand(request).known(action);
    }

    private Errand errand(Request request) {
        return Objects.requireNonNull(errands.get(request));
    }

    private void interrupted() {
        if (stopAsked() && (!drains() || sooner.get() == Stop.FAST)) {
            LOG.warn("SIGINT while it stops: ends now");
            Runtime.getRuntime().halt(INTERRUPTED);
        }
        LOG.info("SIGINT: stops at once");
        stop(Stop.FAST);
    }

    /** Asks the process to stop, as a signal would; only the first one counts, but while it drains. */
    public void stop(Stop how) {
        if (!stop.compareAndSet(null, how) && drains() && how != Stop.HANDED_OVER) {
            sooner.updateAndGet(before -> before == Stop.FAST ? before : how);
        }
        asked.countDown();
    }

    private boolean drains() {
        return stop.get() == Stop.HANDED_OVER;
    }

    /** How a process was asked to stop that was {@link Stop#HANDED_OVER} before. */
    Optional<Stop> sooner() {
        return Optional.ofNullable(sooner.get());
    }

    /** Whether the process was asked to stop. */
    boolean stopAsked() {
        return asked.getCount() == 0;
    }

    /** Returns when the process is asked to stop, and says how. */
    public Stop awaitStop() throws InterruptedException {
        asked.await();
        return Objects.requireNonNull(stop.get());
    }

    /** Waits so long for the process to be asked to stop, and says whether it was. */
    public boolean awaitStop(Duration limit) throws InterruptedException {
        return asked.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** One request: what to do, or that it was asked before anybody knew. */
    private final class Errand {

        private final Request request;
        private @Nullable Runnable action;
        private boolean kept;

        private Errand(Request request) {
            this.request = request;
        }

        private synchronized void asked() {
            LOG.info("SIG{}: {}{}", request.signal, request.meaning, action == null ? ", once it has started" : "");
            kept = true;
            run();
        }

        private synchronized void known(Runnable known) {
            action = known;
            run();
        }

        private void run() {
            var known = action;
            if (kept && known != null) {
                kept = false;
                runner.execute(() -> attempt(known));
            }
        }

        private void attempt(Runnable known) {
            try {
                known.run();
            } catch (RuntimeException e) {
                LOG.error("SIG{}: failed: {}", request.signal, e.toString(), e);
            }
        }
    }
}
