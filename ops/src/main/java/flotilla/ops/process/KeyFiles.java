package flotilla.ops.process;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.InvalidValue;
import flotilla.discovery.Loop;
import flotilla.discovery.Time;
import flotilla.node.NodeConfig;
import flotilla.node.sticky.KeyRing;
import flotilla.node.sticky.StickyPolicy;
import flotilla.ops.config.KeysFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of keys for sticky sessions, looked at once a second. What they say counts from then on; a file that cannot be
 * used changes nothing but the log.
 */
final class KeyFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeyFiles.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Runnable changed;
    private final Time time;

    @GuardedBy("this") private final Map<KeyRing, Loop> loops = new HashMap<>();

    private KeyFiles(Runnable changed, Time time) {
        this.changed = changed;
        this.time = time;
    }

    /** @param changed called after keys were replaced */
    static KeyFiles watch(NodeConfig config, Runnable changed, Time time) {
        var files = new KeyFiles(changed, time);
        files.follow(config);
        return files;
    }

    /** Watches the files of another configuration; those of rings that stay go on being watched. */
    synchronized void follow(NodeConfig config) {
        var wanted = rings(config).collect(Collectors.toSet());
        loops.entrySet().removeIf(watched -> {
            boolean gone = !wanted.contains(watched.getKey());
            if (gone) {
                watched.getValue().close();
            }
            return gone;
        });
        wanted.forEach(ring -> loops.computeIfAbsent(
                ring, key -> Loop.start("keys of " + key.source(), time, new Looking(key, changed))));
    }

    private static Stream<KeyRing> rings(NodeConfig config) {
        return Stream.concat(
                        config.upstreams().values().stream().map(upstream -> upstream.policy()),
                        Stream.of(config.announcedPolicy()))
                .flatMap(policy -> policy.sticky().stream())
                .map(StickyPolicy::keys)
                .filter(ring -> !ring.source().isEmpty())
                .distinct();
    }

    private static final class Looking implements Loop.Round {

        private final KeyRing ring;
        private final Runnable changed;
        private final Path file;
        private String read = "";
        private String trouble = "";

        private Looking(KeyRing ring, Runnable changed) {
            this.ring = ring;
            this.changed = changed;
            this.file = Path.of(ring.source());
        }

        /** Compares what stands there, not when it was written: nothing is missed, however quickly it changes. */
        @Override
        public Duration run() throws IOException {
            var content = KeysFile.read(file);
            if (!content.text().equals(read)) {
                read = content.text();
                take(content);
            }
            if (!trouble.isEmpty() && content.keys().equals(ring.current())) {
                trouble = "";
                LOG.info("sticky keys of {}: the file is right again", file);
            }
            return LOOK;
        }

        private void take(KeysFile content) {
            content.openTo()
                    .ifPresent(open -> LOG.warn(
                            "sticky keys of {}: {}: others than owner and group may use it; chmod o= would stop them",
                            file,
                            open));
            var newer = content.keys();
            var before = ring.current();
            if (!newer.equals(before)) {
                ring.replace(newer);
                changed.run();
                LOG.info("sticky keys of {}: {} -> {} because the file changed", file, before, newer);
            }
        }

        @Override
        public Duration failed(Throwable cause) {
            var now = cause instanceof InvalidValue ? String.valueOf(cause.getMessage()) : cause.toString();
            if (!now.equals(trouble)) {
                trouble = now;
                LOG.warn("sticky keys of {}: the file cannot be used, stays with {}: {}", file, ring.current(), now);
            }
            return LOOK;
        }
    }

    @Override
    public synchronized void close() {
        loops.values().forEach(Loop::close);
    }
}
