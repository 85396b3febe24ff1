package flotilla.ops.process;

import flotilla.discovery.Loop;
import flotilla.discovery.Time;
import flotilla.ops.process.unix.Datagram;
import flotilla.ops.process.upgrade.Supervision;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What systemd wants to hear (sd_notify(3)), if it is systemd that started the process: that it is ready and under which
 * process id, that it stops, and, as long as all is well, again and again that it lives.
 */
final class Supervisor {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");
    private static final long NANOS_PER_MICRO = 1000;

    /** Whoever waits for it to serve and listens no longer: the one that started a {@link Daemon}. */
    private final Optional<String> starter;

    private final Optional<Supervision> systemd;

    private @Nullable Loop watch;

    private Supervisor(Optional<String> starter, Optional<Supervision> systemd) {
        this.starter = starter;
        this.systemd = systemd;
    }

    /**
     * Who supervises a process with this environment.
     *
     * @param inherited who supervised the process whose place it takes, if anybody: somebody else has started this one, perhaps
     *     with what that process was given
     */
    static Supervisor of(Map<String, String> environment, Optional<Supervision> inherited) {
        var socket = Optional.ofNullable(environment.get("NOTIFY_SOCKET"));
        if (environment.containsKey(Daemon.VARIABLE)) {
            return new Supervisor(socket, inherited);
        }
        return new Supervisor(
                Optional.empty(),
                inherited.or(() -> socket.map(given -> new Supervision(given, watchdog(environment)))));
    }

    private static Optional<Duration> watchdog(Map<String, String> environment) {
        var own = String.valueOf(ProcessHandle.current().pid());
        return Optional.ofNullable(environment.get("WATCHDOG_USEC"))
                .filter(micros -> micros.matches("[1-9][0-9]{0,15}"))
                .filter(_ -> environment.getOrDefault("WATCHDOG_PID", own).equals(own))
                .map(micros -> Duration.ofNanos(Long.parseLong(micros) * NANOS_PER_MICRO));
    }

    /** Systemd, if it is that. */
    Optional<Supervision> supervision() {
        return systemd;
    }

    /** It serves. With the process id, which is another one after an upgrade. */
    void ready() {
        systemd.ifPresent(listens -> say(listens.socket(), serves()));
        starter.ifPresent(socket -> say(socket, serves()));
    }

    private static String serves() {
        return "READY=1\nMAINPID=" + ProcessHandle.current().pid() + "\nSTATUS=serves";
    }

    /**
     * It reads its configuration again; {@link #reloaded} says that this is over.
     *
     * @param monotonicNanos of the system's monotonic clock, which is the JVM's on Linux
     */
    void reloading(long monotonicNanos) {
        var words = "RELOADING=1\nMONOTONIC_USEC=" + monotonicNanos / NANOS_PER_MICRO
                + "\nSTATUS=reads its configuration again";
        systemd.ifPresent(listens -> say(listens.socket(), words));
    }

    /** It goes on, by the new configuration or the old one. */
    void reloaded() {
        systemd.ifPresent(listens -> say(listens.socket(), serves()));
    }

    void stopping() {
        systemd.ifPresent(
                listens -> say(listens.socket(), "STOPPING=1\nSTATUS=stops once what is in flight has ended"));
    }

    private static void say(String socket, String what) {
        try {
            Datagram.send(socket, what);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("NOTIFY_SOCKET {}: {}", socket, e.getMessage());
        }
    }

    /**
     * Tells the watchdog, twice as often as it wants, that the process lives: only if every I/O thread has answered since. One
     * that hangs is silence, and systemd ends the process.
     *
     * @param everyThread runs a task on each I/O thread
     * @param threads how many there are
     */
    void watch(Consumer<Runnable> everyThread, int threads, Time time) {
        systemd.ifPresent(listens ->
                listens.watchdog().ifPresent(often -> watch(listens.socket(), often, everyThread, threads, time)));
    }

    private void watch(String socket, Duration often, Consumer<Runnable> everyThread, int threads, Time time) {
        var half = often.dividedBy(2);
        watch = Loop.start("watchdog", time, new Loop.Round() {
            @Override
            public Duration run() throws InterruptedException {
                var answers = new CountDownLatch(threads);
                everyThread.accept(answers::countDown);
                if (answers.await(half.toNanos(), TimeUnit.NANOSECONDS)) {
                    say(socket, "WATCHDOG=1");
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
    }

    /** Tells the watchdog no more: another process does. */
    void quiet() {
        if (watch != null) {
            watch.close();
        }
    }
}
