package flotilla.ops.reload;

import flotilla.discovery.Loop;
import flotilla.discovery.Time;
import flotilla.ops.config.Configuration;
import flotilla.ops.reload.Revision.By;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the configuration's file, and at those that it names, once a second; what has changed is applied.
 *
 * <p>A file that is written in place can be seen half written, and half a list of routes may be a configuration. So what
 * has changed counts when a second look, {@value #SETTLE_MILLIS} ms later, finds the same. Contents are compared, not times:
 * nothing is missed, however quickly it changes, and a file that is merely touched means nothing.
 */
public final class FileWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final long SETTLE_MILLIS = 300;
    private static final Duration SETTLE = Duration.ofMillis(SETTLE_MILLIS);
    private static final By WATCH = new By("watch of the file", "");

    private final Loop loop;

    private FileWatch(Loop loop) {
        this.loop = loop;
    }

    /** Watches as long as the configuration that counts says so. */
    public static FileWatch start(RunningConfig config, Reloads reloads, Time time) {
        return new FileWatch(Loop.start("configuration", time, new Looking(config, reloads)));
    }

    private static final class Looking implements Loop.Round {

        private final RunningConfig config;
        private final Reloads reloads;
        private final Path file;

        /** Those that were looked at last and came to nothing, or to what counts. */
        private Seen tried;

        private Optional<Seen> candidate = Optional.empty();
        private String trouble = "";

        /** What stood in the file, and in those that the configuration names that counted then. */
        private record Seen(String text, Configuration counting, Map<Path, String> named) {}

        private Looking(RunningConfig config, Reloads reloads) {
            this.config = config;
            this.reloads = reloads;
            var first = config.configuration();
            this.file = first.file();
            this.tried = new Seen(first.text(), first, first.files());
        }

        @Override
        public Duration run() throws IOException {
            var counting = config.configuration();
            if (!counting.watched() || config.frozen()) {
                return LOOK;
            }
            var seen = new Seen(Files.readString(file), counting, counting.filesNow());
            if (!trouble.isEmpty()) {
                trouble = "";
                LOG.info("configuration: {} can be read again", file);
            }
            if (!tried.counting().equals(counting)) {
                // It came from elsewhere: what stands in the file is as new, or as old, as it was.
                var text = seen.text().equals(counting.text()) ? counting.text() : tried.text();
                tried = new Seen(text, counting, counting.files());
            }
            if (seen.equals(tried)) {
                candidate = Optional.empty();
                return LOOK;
            }
            if (!candidate.equals(Optional.of(seen))) {
                candidate = Optional.of(seen);
                return SETTLE;
            }
            candidate = Optional.empty();
            boolean all = !seen.text().equals(tried.text());
            if (reloads.reload(WATCH, all)) {
                tried = seen;
            }
            return LOOK;
        }

        @Override
        public Duration failed(Throwable cause) {
            var now = cause.toString();
            if (!now.equals(trouble)) {
                trouble = now;
                LOG.warn("configuration: {} cannot be read, what counts stays: {}", file, now);
            }
            return LOOK;
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
