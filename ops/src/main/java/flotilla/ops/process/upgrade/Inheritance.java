package flotilla.ops.process.upgrade;

import flotilla.discovery.Time;
import flotilla.ops.process.unix.JdkChannels;
import flotilla.ops.process.unix.Processes;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process whose place this one takes, as this one sees it: its sockets, and what is said on the way.
 *
 * <p>If the old process dies, this one goes on alone, with the sockets if they have come, else with its own. If it says that it
 * goes on itself, this one must not: it ends, saying why. One that stops on its own account says that, too, and is no more waited for than a
 * dead one. An old process that is silent and alive is waited for.
 *
 * <p>For one thread at a time, as two that listen at once would each hear half of a word.
 */
public final class Inheritance implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final Duration DEATH = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(20);

    /** The old process has said that it goes on. */
    private static final class Cancelled extends IOException {

        private static final long serialVersionUID = 1L;

        private Cancelled(String why) {
            super(why);
        }
    }

    private final Path path;
    private final Conversation conversation;
    private final Time time;
    private HandedSockets sockets = new HandedSockets(List.of());
    private Optional<Unsaved> unsaved = Optional.empty();
    private Optional<Supervision> supervision = Optional.empty();

    private long pid;
    private boolean alone;
    private boolean serving;

    private Inheritance(Path path, SocketChannel channel, Time time) throws IOException {
        this.path = path;
        this.conversation = new Conversation(channel, time);
        this.time = time;
    }

    /**
     * Waits for the old process's sockets, up to a minute for its SIGQUIT.
     *
     * @param version of this process
     * @throws UncheckedIOException naming the socket, if nobody hands over there
     */
    public static Inheritance await(Path path, String version, Time time) {
        try {
            JdkChannels.require();
            var inheritance = new Inheritance(path, SocketChannel.open(UnixDomainSocketAddress.of(path)), time);
            inheritance.receive(version);
            return inheritance;
        } catch (IOException | UnsupportedOperationException e) {
            throw new UncheckedIOException(
                    new IOException("upgrade_sock " + path + ": no old process hands over: " + e.getMessage(), e));
        }
    }

    private void receive(String version) throws IOException {
        conversation.say(Message.of(Message.Kind.HELLO)
                .with("protocol", Message.PROTOCOL)
                .with("version", version)
                .with("pid", String.valueOf(ProcessHandle.current().pid())));
        var wait = expect(Message.Kind.WAIT, STEP);
        pid = Long.parseLong(wait.value("pid").orElse("0"));
        LOG.info("upgrade: waits for SIGQUIT to process {}", pid);
        try {
            var list = expect(Message.Kind.SOCKETS, UpgradeSocket.APART.plus(STEP));
            unsaved = list.value("unsaved").flatMap(Unsaved::parse);
            supervision = list.value("supervision").flatMap(Supervision::parse);
            var owners = list.values("socket");
            var channels = conversation.sockets(owners.size());
            var handed = new ArrayList<HandedSocket>();
            for (int i = 0; i < owners.size(); i++) {
                handed.add(new HandedSocket(owners.get(i), channels.get(i)));
            }
            sockets = new HandedSockets(handed);
            LOG.info("upgrade: has {} listening sockets of process {}", handed.size(), pid);
        } catch (EOFException e) {
            bereaved("before it handed its sockets over: this process binds its own");
        }
    }

    private Message expect(Message.Kind kind, Duration limit) throws IOException {
        var heard = conversation
                .hear(limit, kind, Message.Kind.STOPS)
                .orElseThrow(() -> new IOException(
                        "process " + pid + " did not say " + kind + " within " + limit.toSeconds() + " s"));
        understand(heard);
        return heard;
    }

    /** What may be said at any time. */
    private void understand(Message heard) throws Cancelled {
        if (heard.is(Message.Kind.CANCEL)) {
            throw new Cancelled(heard.value("why").orElse("process " + pid + " goes on itself"));
        } else if (heard.is(Message.Kind.STOPS)) {
            alone = true;
            LOG.warn("upgrade: process {} was asked to stop: this process serves alone", pid);
        }
    }

    /** Understands what has come, and waits for nothing. */
    private void listen() throws IOException {
        try {
            var heard = conversation.hear(Duration.ZERO, Message.Kind.STOPS);
            if (heard.isPresent()) {
                understand(heard.get());
            }
        } catch (EOFException _) {
            // Dead, or about to be, which is seen by its process.
        }
    }

    /** The other end is closed: if its process is dead, or will be, this one is alone. */
    private void bereaved(String when) throws IOException {
        long deadline = time.nanos() + DEATH.toNanos();
        listen();
        while (!alone && Processes.lives(pid)) {
            if (time.nanos() - deadline >= 0) {
                throw new IOException("process " + pid + " speaks no more, and lives");
            }
            pause();
        }
        if (!alone) {
            alone = true;
            LOG.warn("upgrade: process {} died {}", pid, when);
        }
    }

    private void pause() throws IOException {
        try {
            time.pause(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** What the old process runs by, if that came from no file. */
    public Optional<Unsaved> unsaved() {
        return unsaved;
    }

    /** Who supervises the old process, if anybody does. */
    public Optional<Supervision> supervision() {
        return supervision;
    }

    /** What the old process has handed over. */
    public HandedSockets sockets() {
        return sockets;
    }

    /**
     * Whether the old process is dead, or stops: nobody serves until this one does.
     *
     * @throws UncheckedIOException if it goes on instead
     */
    public boolean bereft() {
        try {
            if (!alone) {
                listen();
            }
        } catch (IOException e) {
            throw failed(e);
        }
        return alone || !Processes.lives(pid);
    }

    /** Whether the old process is there still and goes on if this one does not. */
    public boolean shares() {
        return !alone && !serving;
    }

    /**
     * Says that all is there but clients, and returns when they may be let in.
     *
     * @throws UncheckedIOException if the old process goes on instead
     */
    public void ready() {
        // The old process still has those of listeners that are no more, and serves who waits there.
        sockets.closeUnused();
        try {
            if (!alone) {
                conversation.say(Message.of(Message.Kind.READY));
                expect(Message.Kind.GO, STEP);
            }
        } catch (IOException e) {
            goOnAlone(e, "before it gave way: this process serves alone");
        }
    }

    /** Says that this process serves. */
    public void serving() {
        try {
            if (!alone) {
                conversation.say(Message.of(Message.Kind.SERVING));
            }
            serving = true;
        } catch (IOException e) {
            goOnAlone(e, "before it heard that this one serves");
        }
    }

    /** A conversation that breaks off is a death, or is about to be one. */
    private void goOnAlone(IOException cause, String when) {
        try {
            if (!(cause instanceof EOFException)) {
                throw cause;
            }
            bereaved(when);
            serving = true;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private UncheckedIOException failed(IOException e) {
        return new UncheckedIOException(new IOException("upgrade_sock " + path + ": " + e.getMessage(), e));
    }

    /**
     * Returns when the old process has left its place in the fleet, or is dead.
     *
     * @throws UncheckedIOException if it goes on after all, so that this one must not
     */
    public void awaitLeft() {
        try {
            if (!alone) {
                expect(Message.Kind.LEFT, DEATH);
            }
        } catch (Cancelled e) {
            throw failed(e);
        } catch (IOException e) {
            LOG.info("upgrade: process {} has left without a word: {}", pid, e.getMessage());
        }
        conversation.close();
    }

    /** If this process does not serve, the old one hears that it has to go on. */
    @Override
    public void close() {
        sockets.closeUnused();
        if (!serving && !alone) {
            try {
                conversation.say(Message.cancel("the new process failed; its log says why"));
            } catch (IOException e) {
                LOG.debug("upgrade: process {} is gone: {}", pid, e.getMessage());
            }
        }
        conversation.close();
    }
}
