package flotilla.ops.settings;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What is said in the log of settings from now on. */
final class Lines implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger("flotilla.ops.settings");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    Lines() {
        appender.start();
        logger.addAppender(appender);
    }

    List<String> all() {
        synchronized (appender) {
            return List.copyOf(appender.list).stream()
                    .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                    .toList();
        }
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
    }
}
