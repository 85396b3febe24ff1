package flotilla.ops.process;

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
import java.util.List;
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

    private final List<Loop> loops;

    private KeyFiles(List<Loop> loops) {
        this.loops = loops;
    }

    /** @param changed called after keys were replaced */
    static KeyFiles watch(NodeConfig config, Runnable changed, Time time) {
        return new KeyFiles(rings(config)
                .map(ring -> Loop.start("keys of " + ring.source(), time, new Looking(ring, changed)))
                .toList());
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
    public void close() {
        loops.forEach(Loop::close);
    }
}
