package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The process, whatever it serves.
 *
 * @param pidFile written once every listener is bound, removed at the end
 * @param errorLog where events and errors go; empty: standard error
 * @param upgradeSock where it hands its listening sockets to the process that is to take its place; empty: to none
 * @param stopTimeout how long requests in flight may take when the process is told to stop
 */
public record ProcessPolicy(
        Optional<Path> pidFile, Optional<Path> errorLog, Optional<Path> upgradeSock, Duration stopTimeout) {

    public static final ProcessPolicy DEFAULT =
            new ProcessPolicy(Optional.empty(), Optional.empty(), Optional.empty(), Duration.ofSeconds(30));

    public ProcessPolicy {
        InvalidValue.require(!stopTimeout.isNegative(), "stopTimeout", stopTimeout, ">= 0");
    }
}
