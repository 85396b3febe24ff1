package flotilla.ops.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import flotilla.discovery.InvalidValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The levels of the log of events while the process runs. A restart, or taking one back, brings what {@code FLOTILLA_LOG} says. */
public final class LogLevels {

    /** All that there are, the most talkative first. */
    public static final List<String> NAMES = List.of("trace", "debug", "info", "warn", "error", "off");

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");
    private static final String ROOT = "root";

    private final LoggerContext context;
    private final Map<String, String> initial;

    private LogLevels(LoggerContext context, Map<String, String> initial) {
        this.context = context;
        this.initial = initial;
    }

    /** Those of this process. */
    public static LogLevels ofProcess() {
        var fresh = new LoggerContext();
        Logging.levels(
                fresh, Optional.ofNullable(System.getenv(Logging.VARIABLE)).orElse(""));
        return new LogLevels((LoggerContext) LoggerFactory.getILoggerFactory(), levels(fresh));
    }

    /** The loggers that have a level of their own; what is below them has it too. */
    public Map<String, String> levels() {
        return levels(context);
    }

    private static Map<String, String> levels(LoggerContext of) {
        var levels = new TreeMap<String, String>();
        for (var logger : of.getLoggerList()) {
            if (logger.getLevel() != null) {
                var name = logger.getName().equals(Logger.ROOT_LOGGER_NAME) ? ROOT : logger.getName();
                levels.put(name, logger.getLevel().toString().toLowerCase(Locale.ROOT));
            }
        }
        return levels;
    }

    /**
     * Gives a logger another level.
     *
     * @throws InvalidValue if there is no such level
     */
    public void set(String logger, String level) {
        InvalidValue.require(NAMES.contains(level), "level", level, "one of " + String.join(", ", NAMES));
        change(logger, Optional.of(level));
    }

    /** Gives a logger the level that it had at the start, perhaps none of its own. */
    public void reset(String logger) {
        change(logger, Optional.ofNullable(initial.get(logger)));
    }

    private void change(String logger, Optional<String> level) {
        var changed = context.getLogger(logger.equals(ROOT) ? Logger.ROOT_LOGGER_NAME : logger);
        var before = changed.getEffectiveLevel();
        changed.setLevel(level.map(Level::toLevel).orElse(null));
        LOG.info("log level of {}: {} -> {}", logger, before, changed.getEffectiveLevel());
    }
}
