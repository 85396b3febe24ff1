package flotilla.ops.process.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import flotilla.discovery.ManualTime;
import flotilla.discovery.Time;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Who comes to the socket, and who waits there in vain. */
class UpgradeSocketTest {

    private static final Duration ROUND = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Becomes nobody, connects, and prints what it is told until the other side closes. */
    private static final String STRANGER = """
            import os, socket, sys
            os.setgroups([]); os.setgid(65534); os.setuid(65534)
            line = socket.socket(socket.AF_UNIX)
            line.connect(sys.argv[1])
            print('in', flush=True)
            print('told', line.recv(99), flush=True)
            """;

    @TempDir
    private Path directory;

    private final ManualTime time = new ManualTime();
    private final Logger logger = (Logger) LoggerFactory.getLogger("flotilla");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Path place;
    private UpgradeSocket socket;

    @BeforeEach
    void begin() throws Exception {
        log.start();
        logger.addAppender(log);
        place = directory.resolve("upgrade.sock");
        socket = UpgradeSocket.open(place, false, time);
        socket.begin(new Nobody());
        time.awaitSleepers(1);
    }

    @AfterEach
    void close() {
        socket.close();
        logger.detachAppender(log);
    }

    /** Lets so much time pass and one round happen. */
    private void pass(Duration duration) throws InterruptedException {
        time.advance(duration);
        time.awaitSleepers(1);
    }

    private List<String> lines() {
        synchronized (log) {
            return List.copyOf(log.list).stream()
                    .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                    .toList();
        }
    }

    @Test
    void aSignalWaitsAMinuteForAProcess() throws Exception {
        socket.alarmed();
        pass(ROUND);
        assertThat(lines())
                .contains("INFO SIGQUIT: upgrade: hands the listening sockets over "
                        + "to the process that is started with -u within 60 s");

        pass(UpgradeSocket.APART.minusNanos(1));
        assertThat(lines()).noneMatch(line -> line.startsWith("WARN"));
        pass(ROUND);

        assertThat(lines()).contains("WARN upgrade: no process was started with -u within 60 s; goes on");
    }

    @Test
    void aProcessWaitsAMinuteForTheSignalAndIsSentAway() throws Exception {
        try (var late = new Conversation(SocketChannel.open(UnixDomainSocketAddress.of(place)), Time.system())) {
            late.say(Message.of(Message.Kind.HELLO).with("pid", "4711"));
            pass(ROUND);
            assertThat(late.hear(PATIENCE, Message.Kind.WAIT)).isPresent();

            pass(UpgradeSocket.APART.minusNanos(1));
            assertThat(lines()).noneMatch(line -> line.startsWith("WARN"));
            pass(ROUND);

            assertThat(lines()).contains("WARN upgrade: no SIGQUIT came within 60 s; process 4711 is sent away");
            var told = late.hear(PATIENCE, Message.Kind.SOCKETS).orElseThrow();
            assertThat(told.is(Message.Kind.CANCEL)).isTrue();
            assertThat(told.value("why")).contains("no SIGQUIT came within 60 s");
        }
    }

    /** The file's mode keeps it out, and so does the kernel's word on who it is. */
    @Test
    void aProcessOfAnotherUserIsSentAwayWithoutAWord() throws Exception {
        assumeThat(Files.getAttribute(directory, "unix:uid"))
                .as("nobody but root may become another user")
                .isEqualTo(0);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rw-rw-rw-"));
        var stranger = new ProcessBuilder("python3", "-c", STRANGER, place.toString())
                .redirectErrorStream(true)
                .start();
        try (var said = stranger.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(said.readLine()).isEqualTo("in");

            pass(ROUND);

            assertThat(lines())
                    .contains("WARN upgrade_sock: somebody came and is sent away: "
                            + "a process of nobody (expected: of user id 0, or root)");
            assertThat(said.readLine()).isEqualTo("told b''");
        } finally {
            stranger.destroyForcibly();
        }
    }

    /** Has nothing to hand over, and is not asked to. */
    private static final class Nobody implements Running {

        @Override
        public void freeze() {
            throw new AssertionError("nobody is to take its place");
        }

        @Override
        public Optional<Unsaved> unsaved() {
            return Optional.empty();
        }

        @Override
        public Optional<Supervision> supervision() {
            return Optional.empty();
        }

        @Override
        public List<HandedSocket> sockets() {
            return List.of();
        }

        @Override
        public void resume() {}

        @Override
        public void giveWay() {}

        @Override
        public void end() {}
    }
}
