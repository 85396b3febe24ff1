package flotilla.node.cluster.tunnel;

import flotilla.discovery.Loop;
import flotilla.discovery.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate files, looked at once a second. New connections use what the files said last; connections there are go on
 * with what they began with. Files that cannot be used change nothing but the log.
 */
final class CredentialFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialFiles.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration WARN_BEFORE = Duration.ofDays(14);
    private static final Duration WARN_EVERY = Duration.ofHours(6);

    private final MemberTls files;
    private final String node;
    private final Time time;
    private final Loop loop;
    private volatile Credentials current;

    private CredentialFiles(MemberTls files, String node, Time time) throws IOException {
        this.files = files;
        this.node = node;
        this.time = time;
        var stamp = stamp();
        this.current = Credentials.load(files, node);
        this.loop = Loop.start("certificates of " + node, time, new Looking(stamp));
    }

    /** Reads the files, which have to be right this first time. */
    static CredentialFiles open(MemberTls files, String node, Time time) throws IOException {
        return new CredentialFiles(files, node, time);
    }

    Credentials current() {
        return current;
    }

    /** What tells one state of the files from another. */
    private List<String> stamp() throws IOException {
        return List.of(stamp(files.ca()), stamp(files.certificate()), stamp(files.key()));
    }

    private static String stamp(Path file) throws IOException {
        return Files.exists(file) ? Files.getLastModifiedTime(file) + " " + Files.size(file) : "none";
    }

    private final class Looking implements Loop.Round {

        private List<String> read;
        private long warned;

        private Looking(List<String> read) {
            this.read = read;
            this.warned = time.nanos() - WARN_EVERY.toNanos();
        }

        @Override
        public Duration run() throws IOException {
            var now = stamp();
            if (!now.equals(read)) {
                read = now;
                var before = current;
                current = Credentials.load(files, node);
                LOG.info("certificate: {} -> {} because the files changed", before, current);
            }
            warn();
            return LOOK;
        }

        private void warn() {
            var left = Duration.between(time.now(), current.expires());
            if (left.compareTo(WARN_BEFORE) < 0 && time.nanos() - warned >= WARN_EVERY.toNanos()) {
                warned = time.nanos();
                LOG.warn("certificate: {} hours are left of {}; put a new one in its place", left.toHours(), current);
            }
        }

        @Override
        public Duration failed(Throwable cause) {
            LOG.warn(
                    "certificate: the files changed but cannot be used, stays with {}: {}",
                    current,
                    cause.getMessage());
            return LOOK;
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
