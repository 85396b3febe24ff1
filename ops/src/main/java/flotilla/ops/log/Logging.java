package flotilla.ops.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the log of events and errors up, in code and without looking for files: level by {@code FLOTILLA_LOG}, such as
 * {@code debug} or {@code info,flotilla.decision=debug}; to standard error until {@link #toFile} is called.
 */
public final class Logging extends ContextAwareBase implements Configurator {

    /** The environment variable with the level. */
    public static final String VARIABLE = "FLOTILLA_LOG";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setTarget("System.err");
        install(context, console);
        levels(context, Optional.ofNullable(System.getenv(VARIABLE)).orElse(""));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Sends everything to a file from now on, which is made if it is not there and appended to if it is. */
    public static void toFile(Path file) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            var appender = new FileAppender<ILoggingEvent>();
            appender.setFile(file.toString());
            install(context, appender);
        }
    }

    /**
     * Opens the file of {@link #toFile} anew under its name, for who has moved it away. Each event is in the old file or
     * in the new one.
     *
     * @throws UncheckedIOException naming the file, if that cannot be; then everything goes on into the old one
     */
    public static void reopen() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders().forEachRemaining(appender -> {
                if (appender instanceof FileAppender<ILoggingEvent> file) {
                    reopen(file);
                }
            });
        }
    }

    private static void reopen(FileAppender<ILoggingEvent> file) {
        try {
            file.openFile(file.getFile());
        } catch (IOException e) {
            throw new UncheckedIOException("error_log " + file.getFile() + ": cannot be opened", e);
        }
    }

    /** Keeps events off a terminal that shows something else, unless {@code FLOTILLA_LOG} asks for them. */
    public static void warningsOnly() {
        if (System.getenv(VARIABLE) == null && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("flotilla").setLevel(Level.WARN);
        }
    }

    private static void install(LoggerContext context, OutputStreamAppender<ILoggingEvent> appender) {
        var layout = new LineLayout();
        layout.setContext(context);
        layout.start();
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender((Appender<ILoggingEvent>) appender);
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
