package flotilla.ops.process;

import flotilla.discovery.Loop;
import flotilla.discovery.Time;
import flotilla.ops.process.unix.Datagram;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What systemd wants to hear (sd_notify(3)), if it is systemd that started the process: that it is ready and under which
 * process id, that it stops, and, as long as all is well, again and again that it lives.
 */
final class Supervisor {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");
    private static final long NANOS_PER_MICRO = 1000;

    private final Optional<String> socket;
    private final Optional<Duration> watchdog;

    /** Whether nobody listens any more once it serves: whoever started a {@link Daemon}. */
    private final boolean onceOnly;

    private Supervisor(Optional<String> socket, Optional<Duration> watchdog, boolean onceOnly) {
        this.onceOnly = onceOnly;
        this.socket = socket;
        this.watchdog = watchdog;
    }

    /** Who started a process with this environment. */
    static Supervisor of(Map<String, String> environment) {
        var own = String.valueOf(ProcessHandle.current().pid());
        var watchdog = Optional.ofNullable(environment.get("WATCHDOG_USEC"))
                .filter(micros -> micros.matches("[1-9][0-9]{0,15}"))
                .filter(_ -> environment.getOrDefault("WATCHDOG_PID", own).equals(own))
                .map(micros -> Duration.ofNanos(Long.parseLong(micros) * NANOS_PER_MICRO));
        return new Supervisor(
                Optional.ofNullable(environment.get("NOTIFY_SOCKET")),
                watchdog,
                environment.containsKey(Daemon.VARIABLE));
    }

    /** It serves. With the process id, which is another one after an upgrade. */
    void ready() {
        say("READY=1\nMAINPID=" + ProcessHandle.current().pid() + "\nSTATUS=serves");
    }

    void stopping() {
        if (onceOnly) {
            return;
        }
        say("STOPPING=1\nSTATUS=stops once what is in flight has ended");
    }

    private void say(String what) {
        if (socket.isEmpty()) {
            return;
        }
        try {
            Datagram.send(socket.get(), what);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("NOTIFY_SOCKET {}: {}", socket.get(), e.getMessage());
        }
    }

    /**
     * Tells the watchdog, twice as often as it wants, that the process lives: only if every I/O thread has answered since. One
     * that hangs is silence, and systemd ends the process.
     *
     * @param everyThread runs a task on each I/O thread
     * @param threads how many there are
     * @return how to end that
     */
    Runnable watch(Consumer<Runnable> everyThread, int threads, Time time) {
        if (socket.isEmpty() || watchdog.isEmpty()) {
            return () -> {};
        }
        var half = watchdog.get().dividedBy(2);
        var loop = Loop.start("watchdog", time, new Loop.Round() {
            @Override
            public Duration run() throws InterruptedException {
                var answers = new CountDownLatch(threads);
                everyThread.accept(answers::countDown);
                if (answers.await(half.toNanos(), TimeUnit.NANOSECONDS)) {
                    say("WATCHDOG=1");
                } else {
                    LOG.error(
                            "{} of {} I/O threads do not answer: the watchdog is not told",
                            answers.getCount(),
                            threads);
                }
                return half;
            }

            @Override
            public Duration failed(Throwable cause) {
                LOG.error("watchdog: {}", cause.toString(), cause);
                return half;
            }
        });
        return loop::close;
    }
}
