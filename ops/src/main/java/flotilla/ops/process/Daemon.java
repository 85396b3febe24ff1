package flotilla.ops.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.Time;
import flotilla.ops.config.ProcessPolicy;
import flotilla.ops.log.LogFilePolicy;
import flotilla.ops.process.unix.Datagram;
import flotilla.ops.process.unix.Session;
import flotilla.ops.process.unix.StandardStreams;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program on its own, away from the terminal and the shell that started it. A JVM cannot fork, so the program starts itself
 * once more with the same command line, and waits to hear, as systemd would, that it serves.
 */
public final class Daemon {

    /** Tells the program that it is the one on its own. */
    static final String VARIABLE = "FLOTILLA_DETACHED";

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final File NOTHING = new File("/dev/null");

    private Daemon() {}

    /** Whether this process is the one on its own; if so it leaves the session of whoever started it. */
    public static boolean detached(Map<String, String> environment) throws IOException {
        boolean detached = environment.containsKey(VARIABLE);
        if (detached) {
            Session.begin();
        }
        return detached;
    }

    /**
     * Sends what is written to the streams, by the JVM too, to the log, if this process is the one on its own: whoever started it reads
     * along until it serves, and no longer.
     */
    static void followLog(ProcessPolicy policy, Map<String, String> environment) {
        policy.errorLog()
                .filter(_ -> environment.containsKey(VARIABLE))
                .map(LogFilePolicy::path)
                .ifPresent(log -> {
                    try {
                        StandardStreams.appendTo(log);
                    } catch (IOException e) {
                        LOG.warn("error_log {}: standard error goes elsewhere: {}", log, e.getMessage());
                    }
                });
    }

    /**
     * Starts the program and waits until it serves, or has ended.
     *
     * @return its exit code if it has ended, after what it said; 0 if it serves
     * @throws InvalidValue if it would have no voice, or could not be found again
     */
    public static int start(ProcessPolicy policy, Time time) throws IOException, InterruptedException {
        InvalidValue.require(policy.errorLog().isPresent(), "-d", "alone", "error_log in the file");
        InvalidValue.require(policy.pidFile().isPresent(), "-d", "alone", "pid_file in the file");
        var address = "@flotilla-" + ProcessHandle.current().pid() + "-" + time.nanos();
        var said = Files.createTempFile("flotilla", ".err");
        try (var ear = Datagram.bind(address)) {
            var builder = new ProcessBuilder(command())
                    .redirectInput(NOTHING)
                    .redirectOutput(NOTHING)
                    .redirectError(said.toFile());
            builder.environment().putAll(Map.of(VARIABLE, "1", "NOTIFY_SOCKET", address));
            var started = builder.start();
            while (started.isAlive()) {
                if (ear.receive().startsWith("READY=1")) {
                    return 0;
                }
                time.pause(LOOK);
            }
            System.err.print(Files.readString(said, UTF_8));
            return started.exitValue();
        } finally {
            Files.delete(said);
        }
    }

    /** This process's own, with the options of its JVM. */
    private static List<String> command() throws IOException {
        var words = Files.readString(Path.of("/proc/self/cmdline"), UTF_8).split("\0", -1);
        var command = new ArrayList<>(List.of(words).subList(0, words.length - 1));
        command.set(0, Path.of("/proc/self/exe").toRealPath().toString());
        return command;
    }
}
