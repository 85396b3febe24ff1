package flotilla.ops.process.upgrade;

import flotilla.discovery.Loop;
import flotilla.discovery.Time;
import flotilla.ops.process.unix.JdkChannels;
import flotilla.ops.process.unix.Peer;
import flotilla.ops.process.unix.QuitSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a running process waits for the one that is to take its place. An upgrade begins when both are there: a process
 * of the same user that has said hello on the socket, and SIGQUIT; either first, within a minute of each other.
 *
 * <p>One thread does it all, ten times a second: asks for the signal, looks who has come, and hands over. A file that a killed
 * process left in the socket's place is no obstacle, and a process that goes on after all takes its place back.
 */
public final class UpgradeSocket implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration HELLO = Duration.ofSeconds(15);

    /** How long one of the two waits for the other. */
    static final Duration APART = Duration.ofMinutes(1);

    private final Path path;
    private final PlacedSocket socket;
    private final boolean inherits;
    private final Time time;
    private final AtomicBoolean alarmed = new AtomicBoolean();

    private @Nullable Loop loop;
    private volatile boolean closed;

    private UpgradeSocket(Path path, PlacedSocket socket, boolean inherits, Time time) {
        this.path = path;
        this.socket = socket;
        this.inherits = inherits;
        this.time = time;
    }

    /**
     * Makes the socket, beside its place for now.
     *
     * @param inherits whether the process that has the place now is the one that is to give way
     * @throws UncheckedIOException naming the path, if it cannot be made, or another process listens there
     */
    public static UpgradeSocket open(Path path, boolean inherits, Time time) {
        try {
            JdkChannels.require();
            if (!inherits && answers(path)) {
                throw new IOException("another process listens there: start with -u to take its place");
            }
            return new UpgradeSocket(path, new PlacedSocket(path), inherits, time);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            throw new UncheckedIOException(new IOException("upgrade_sock " + path + ": " + e.getMessage(), e));
        }
    }

    private static boolean answers(Path path) {
        try (var probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return probe.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Takes SIGQUIT; one that comes before {@link #begin} is kept. SIGALRM has to lead to {@link #alarmed} by then.
     *
     * @throws UncheckedIOException if the system does not let it
     */
    public void takeSignal() {
        try {
            QuitSignal.takeOver();
        } catch (IOException e) {
            throw new UncheckedIOException("upgrade_sock " + path + ": SIGQUIT cannot be had", e);
        }
    }

    /** Where it is before it has its place. */
    public Path made() {
        return socket.made();
    }

    /**
     * Takes the place of whatever is there; from now on an upgrade may begin. Who has inherited is the only one that serves now,
     * and goes on without the place until it can be had.
     *
     * @throws UncheckedIOException if the place cannot be had, and nothing was inherited
     */
    public void begin(Running running) {
        var rounds = new Rounds(running);
        try {
            socket.take();
            rounds.placed = true;
        } catch (IOException e) {
            if (!inherits) {
                throw new UncheckedIOException("upgrade_sock " + path + ": cannot be put in its place", e);
            }
            LOG.error("upgrade_sock {}: cannot be put in its place, no upgrade until then: {}", path, e.toString());
        }
        loop = Loop.start("upgrade", time, rounds);
    }

    /** SIGALRM came: SIGQUIT did, seconds ago, and nobody asked. */
    public void alarmed() {
        alarmed.set(true);
        if (closed) {
            LOG.info("SIGQUIT: no upgrade: this process ends, or another one has its place");
        }
    }

    @Override
    public void close() {
        closed = true;
        if (loop != null) {
            loop.close();
        }
        try {
            socket.close();
        } catch (IOException e) {
            LOG.warn("upgrade_sock {}: cannot be closed: {}", path, e.getMessage());
        }
    }

    private final class Rounds implements Loop.Round {

        private final Running running;
        private Optional<Heir> waiting = Optional.empty();
        private boolean placed;

        /** Another process was about to have the place, and may take it late. */
        private boolean contested;

        private boolean asked;
        private long askedNanos;

        private Rounds(Running running) {
            this.running = running;
        }

        @Override
        public Duration run() throws IOException {
            keepPlace();
            waiting = waiting.filter(Heir::waits);
            if (QuitSignal.came() || alarmed.getAndSet(false)) {
                asked = true;
                askedNanos = time.nanos();
                LOG.info(
                        "SIGQUIT: upgrade: hands the listening sockets over {}",
                        waiting.isPresent()
                                ? "to process " + waiting.get().pid()
                                : "to the process that is started with -u within " + APART.toSeconds() + " s");
            }
            var newcomer = socket.accept();
            if (newcomer != null) {
                greet(newcomer);
            }
            if (asked && waiting.isPresent()) {
                handOver(waiting.get());
            }
            forget();
            return LOOK;
        }

        private void keepPlace() {
            try {
                if (contested && placed && socket.renewIfLost()) {
                    placed = false;
                }
            } catch (IOException e) {
                contested = false;
                LOG.error(
                        "upgrade_sock {}: another process had it; cannot be made anew, no upgrade: {}",
                        path,
                        e.toString());
            }
            if (!placed) {
                tryPlace();
            }
        }

        private void tryPlace() {
            try {
                socket.take();
                placed = true;
                LOG.info("upgrade_sock {}: is in its place now", path);
            } catch (IOException e) {
                LOG.debug("upgrade_sock {}: still not in its place: {}", path, e.toString());
            }
        }

        private void greet(SocketChannel newcomer) throws IOException {
            var conversation = new Conversation(newcomer, time);
            try {
                Peer.require(newcomer);
                var hello = conversation.hear(HELLO, Message.Kind.HELLO);
                if (hello.isEmpty() || !hello.get().is(Message.Kind.HELLO)) {
                    throw new IOException("it says nothing");
                }
                conversation.say(Message.of(Message.Kind.WAIT)
                        .with("pid", String.valueOf(ProcessHandle.current().pid())));
                waiting.ifPresent(former -> former.refuse("another process came"));
                var heir = new Heir(conversation, hello.get(), time.nanos());
                waiting = Optional.of(heir);
                LOG.info("upgrade: process {} (version {}) is to take this one's place", heir.pid(), heir.version());
            } catch (IOException e) {
                LOG.warn("upgrade_sock: somebody came and is sent away: {}", e.getMessage());
                conversation.close();
            }
        }

        private void handOver(Heir heir) {
            waiting = Optional.empty();
            asked = false;
            contested = !heir.takeOver(running, time);
            if (!contested) {
                // The place is the new one's for good, however long this one drains.
                running.end();
            }
        }

        /** Neither waits for the other without end. */
        private void forget() {
            long now = time.nanos();
            if (asked && now - askedNanos >= APART.toNanos()) {
                asked = false;
                LOG.warn("upgrade: no process was started with -u within {} s; goes on", APART.toSeconds());
            }
            waiting.filter(heir -> now - heir.sinceNanos() >= APART.toNanos()).ifPresent(heir -> {
                waiting = Optional.empty();
                heir.refuse("no SIGQUIT came within " + APART.toSeconds() + " s");
                LOG.warn(
                        "upgrade: no SIGQUIT came within {} s; process {} is sent away", APART.toSeconds(), heir.pid());
            });
        }

        @Override
        public Duration failed(Throwable cause) {
            LOG.error("upgrade_sock: {}", cause.toString(), cause);
            return LOOK;
        }
    }
}
