package flotilla.ops.log;

import flotilla.discovery.InvalidValue;
import java.util.Map;

/**
 * How much the log of events says, over what {@code FLOTILLA_LOG} says.
 *
 * @param level of the program's own loggers, or {@code default}
 * @param levels of loggers by their names, or of {@code root}
 */
public record LogPolicy(String level, Map<String, Level> levels) {

    /** How much a logger says, the most talkative first. A constant in small letters is the level's name. */
    public enum Level {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR,
        OFF
    }

    /** As the process was started. */
    static final String AS_STARTED = "default";

    public static final LogPolicy DEFAULT = new LogPolicy(AS_STARTED, Map.of());

    public LogPolicy {
        levels = Map.copyOf(levels);
        InvalidValue.require(
                level.equals(AS_STARTED) || LogLevels.NAMES.contains(level),
                "level",
                level,
                String.join(", ", LogLevels.NAMES) + " or " + AS_STARTED);
    }
}
