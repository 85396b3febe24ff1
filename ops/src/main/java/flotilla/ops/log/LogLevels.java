package flotilla.ops.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import flotilla.discovery.InvalidValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The levels of the log of events while the process runs: those that {@code FLOTILLA_LOG} says, over them those of the
 * configuration, over them what somebody has set. A restart, or taking it back, brings what the first two say.
 */
public final class LogLevels {

    /** All that there are, the most talkative first. */
    public static final List<String> NAMES = Stream.of(LogPolicy.Level.values())
            .map(level -> level.toString().toLowerCase(Locale.ROOT))
            .toList();

    private static final String ROOT = "root";
    private static final String OWN = "flotilla";
    private static final Logger LOG = LoggerFactory.getLogger(OWN);

    private final LoggerContext context;
    private final String environment;
    private final Supplier<LogPolicy> policy;

    /** @param environment what {@code FLOTILLA_LOG} says */
    LogLevels(LoggerContext context, String environment, Supplier<LogPolicy> policy) {
        this.context = context;
        this.environment = environment;
        this.policy = policy;
    }

    /** Those of this process. */
    public static LogLevels ofProcess(Supplier<LogPolicy> policy) {
        return new LogLevels(
                (LoggerContext) LoggerFactory.getILoggerFactory(),
                Optional.ofNullable(System.getenv(Logging.VARIABLE)).orElse(""),
                policy);
    }

    /** What a policy makes of the levels that the process was started with. */
    private Map<String, String> wanted(LogPolicy by) {
        var fresh = new LoggerContext();
        Logging.levels(fresh, environment);
        var levels = levels(fresh);
        if (!by.level().equals(LogPolicy.AS_STARTED)) {
            levels.put(OWN, by.level());
        }
        by.levels()
                .forEach((logger, level) -> levels.put(logger, level.toString().toLowerCase(Locale.ROOT)));
        return levels;
    }

    /** Has another policy count. A logger of which both say the same stays as it is, also if somebody has set it. */
    public void follow(LogPolicy before, LogPolicy newer) {
        var was = wanted(before);
        var is = wanted(newer);
        var loggers = new TreeSet<>(was.keySet());
        loggers.addAll(is.keySet());
        for (var logger : loggers) {
            var level = Optional.ofNullable(is.get(logger));
            if (!level.equals(Optional.ofNullable(was.get(logger)))) {
                change(logger, level);
            }
        }
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

    /** Gives a logger the level that the process was started with, or the configuration says; perhaps none of its own. */
    public void reset(String logger) {
        change(logger, Optional.ofNullable(wanted(policy.get()).get(logger)));
    }

    private void change(String logger, Optional<String> level) {
        var changed = context.getLogger(logger.equals(ROOT) ? Logger.ROOT_LOGGER_NAME : logger);
        var before = changed.getEffectiveLevel();
        changed.setLevel(level.map(Level::toLevel).orElse(null));
        LOG.info("log level of {}: {} -> {}", logger, before, changed.getEffectiveLevel());
    }
}
