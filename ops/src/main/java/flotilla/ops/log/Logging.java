package flotilla.ops.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the log of events and errors up, in code and without looking for files: level by {@code FLOTILLA_LOG}, such as
 * {@code debug} or {@code info,flotilla.decision=debug}; to standard error, until there is an {@link ErrorLog}.
 */
public final class Logging extends ContextAwareBase implements Configurator {

    /** The environment variable with the level. */
    public static final String VARIABLE = "FLOTILLA_LOG";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        install(context, console(context));
        levels(context, Optional.ofNullable(System.getenv(VARIABLE)).orElse(""));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Appender<ILoggingEvent> console(LoggerContext context) {
        var layout = new LineLayout();
        layout.setContext(context);
        layout.start();
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setTarget("System.err");
        console.setEncoder(encoder);
        return console;
    }

    /** Keeps events off a terminal that shows something else, unless {@code FLOTILLA_LOG} asks for them. */
    public static void warningsOnly() {
        if (System.getenv(VARIABLE) == null && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("flotilla").setLevel(Level.WARN);
        }
    }

    /** Sends everything there from now on, and nowhere else. */
    static void install(LoggerContext context, Appender<ILoggingEvent> appender) {
        appender.setContext(context);
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
    }

    /** Sets the levels that {@code spec} names; what it names wrongly is said once and left as it is. */
    static void levels(LoggerContext context, String spec) {
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
        context.getLogger("flotilla").setLevel(Level.INFO);
        // What it warns of (a member gone, a setting not its default) is said by us in a line, or is meant.
        context.getLogger("com.hazelcast").setLevel(Level.ERROR);
        for (var part : spec.split(",", -1)) {
            var words = part.strip().split("=", 2);
            var name = words.length == 2 ? words[0].strip() : "flotilla";
            var level = words[words.length - 1].strip();
            if (!level.isEmpty()) {
                set(context.getLogger(name.equals("root") ? Logger.ROOT_LOGGER_NAME : name), level);
            }
        }
    }

    private static void set(ch.qos.logback.classic.Logger logger, String text) {
        var level = Level.toLevel(text.toUpperCase(Locale.ROOT), null);
        if (level == null) {
            logger.warn("{}: {} (expected: trace, debug, info, warn, error or off)", VARIABLE, text);
        } else {
            logger.setLevel(level);
        }
    }
}
