package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import flotilla.ops.log.LogFilePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The process, whatever it serves.
 *
 * @param pidFile written once every listener is bound, removed at the end
 * @param errorLog where events and errors go; empty: standard error
 * @param upgradeSock where it hands its listening sockets to the process that is to take its place; empty: to none
 * @param user whose rights it has once everything is bound, in place of root's; empty: those that it was started with
 * @param group in place of that user's own
 * @param stopTimeout how long requests in flight may take when the process is told to stop
 * @param drainTimeout how long they may take when another process has taken this one's place
 * @param warmUp how long requests of its own warm the code up before the process says that it is ready; zero: not at all
 */
public record ProcessPolicy(
        Optional<Path> pidFile,
        Optional<LogFilePolicy> errorLog,
        Optional<Path> upgradeSock,
        Duration stopTimeout,
        Duration drainTimeout,
        Optional<String> user,
        Optional<String> group,
        Duration warmUp) {

    private static final Duration LONGEST_DRAIN = Duration.ofDays(7);
    private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(1);

    public static final ProcessPolicy DEFAULT = new ProcessPolicy(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(30),
            Duration.ofHours(1),
            Optional.empty(),
            Optional.empty(),
            Duration.ofMillis(500));

    private static final String NAME = "[A-Za-z_][A-Za-z0-9_.-]{0,31}";

    public ProcessPolicy {
        user.ifPresent(name -> InvalidValue.require(name.matches(NAME), "user", name, "the name of a user"));
        group.ifPresent(name -> InvalidValue.require(name.matches(NAME), "group", name, "the name of a group"));
        InvalidValue.require(group.isEmpty() || user.isPresent(), "group", group.orElse(""), "a user as well");
        InvalidValue.require(!stopTimeout.isNegative(), "stopTimeout", stopTimeout, ">= 0");
        InvalidValue.require(
                !drainTimeout.isNegative() && drainTimeout.compareTo(LONGEST_DRAIN) <= 0,
                "drainTimeout",
                drainTimeout,
                "0s to 7d");
        InvalidValue.require(
                !warmUp.isNegative() && warmUp.compareTo(LONGEST_WARM_UP) <= 0, "warmUp", warmUp, "0s to 1m");
    }
}
