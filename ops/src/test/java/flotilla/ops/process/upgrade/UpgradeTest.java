package flotilla.ops.process.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Time;
import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import flotilla.ops.process.unix.Datagram;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Processes that take each other's place. Twenty in a row, and more, are run by {@code ops/bench/upgrade}. */
class UpgradeTest {

    private static final int ROUNDS = 4;

    @RegisterExtension
    final UpgradeSite site = new UpgradeSite();

    @Test
    void noRequestIsLostWhileProcessesTakeEachOthersPlaceAndTheirThreadsChange() throws Exception {
        var running = site.start();
        try {
            int port = site.serving(running);
            try (var clients = SteadyClients.start(port, 3)) {
                for (int round = 0; round < ROUNDS; round++) {
                    long before = clients.answered();
                    var old = running;
                    // From two sockets to three threads, to one, and so on.
                    running = site.replace(old, round % 3 + 1, "web: 127.0.0.1:0");
                    old.close();
                    Await.until(() -> clients.answered() > before + 100);
                }

                assertThat(clients.failures()).isEmpty();
            }
            assertThat(running.err()).contains("has 3 listening sockets");
        } finally {
            running.close();
        }
    }

    @Test
    void systemdHearsOfTheNewMainProcessAndNotThatTheOldOneStops() throws Exception {
        var address = site.directory().resolve("notify").toString();
        site.environment(Map.of("NOTIFY_SOCKET", address));
        try (var systemd = Datagram.bind(address);
                var old = site.start()) {
            site.serving(old);
            try (var next = site.replace(old)) {
                var heard = new ArrayList<String>();
                Await.until(() -> {
                    heard.add(systemd.receive());
                    return heard.getLast().startsWith("READY=1\nMAINPID=" + next.pid() + "\n");
                });
                assertThat(heard)
                        .anyMatch(word -> word.startsWith("READY=1\nMAINPID=" + old.pid() + "\n"))
                        .noneMatch(word -> word.contains("STOPPING"));
            }
        }
    }

    @Test
    void theNewProcessKnowsWhichEndpointsAreDownBeforeItServes() throws Exception {
        try (var old = site.start()) {
            int port = site.serving(old);
            // By their turns the first checks would come some time within the day, and three would have to fail.
            site.checked("fixed:127.0.0.1:$PORT,127.0.0.2:$PORT", "{ interval: 24h, fall: 3, timeout: 8s }");

            try (var next = site.replace(old)) {
                assertThat(next.err()).containsPattern("(?s)127[.]0[.]0[.]2:[^\\n]*: up -> down: .*listener web: on ");
                assertThat(UpgradeSite.status(port, "/")).isEqualTo(204);
            }
        }
    }

    @Test
    void theNewProcessMayComeBeforeTheSignal() throws Exception {
        try (var old = site.start()) {
            int port = site.serving(old);
            try (var next = site.start("-u")) {
                Await.until(() -> next.err().contains("waits for SIGQUIT to process " + old.pid()));
                assertThat(UpgradeSite.status(port, "/")).isEqualTo(204);

                old.signal("QUIT");

                assertThat(old.exitCode()).isZero();
                assertThat(site.serving(next)).isEqualTo(port);
                assertThat(old.err())
                        .contains("SIGQUIT: upgrade: hands the listening sockets over to process " + next.pid());
                next.signal("TERM");
                assertThat(next.exitCode()).isZero();
                assertThat(site.directory().resolve("flotilla.pid")).doesNotExist();
            }
        }
    }

    @Test
    void whoKeepsAConnectionToTheAdminPortReadsOnFromTheNewProcess() throws Exception {
        try (var old = site.start();
                var upload = new Socket(InetAddress.getLoopbackAddress(), site.serving(old));
                var kept = new Socket(InetAddress.getLoopbackAddress(), old.port("admin: on "))) {
            kept.setSoTimeout(120_000);
            upload.getOutputStream()
                    .write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n1"
                            .getBytes(StandardCharsets.US_ASCII));
            kept.getOutputStream()
                    .write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(kept.getInputStream().read()).isEqualTo('H');
            old.signal("QUIT");
            try (var next = site.start("-u")) {
                var rest = new String(kept.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

                assertThat(rest).startsWith("TTP/1.1 200 OK");
                assertThat(old.alive()).as("the upload is not at its end").isTrue();
                site.serving(next);
                upload.getOutputStream().write('2');
                assertThat(upload.getInputStream().read()).isEqualTo('H');
                assertThat(old.exitCode()).isZero();
            }
        }
    }

    @Test
    void listenersComeAndGoWithAnUpgrade() throws Exception {
        try (var old = site.start(2, "web: 127.0.0.1:0, gone: 127.0.0.1:0")) {
            int port = site.serving(old);
            int gone = old.port("listener gone: on ");
            try (var next = site.replace(old, 2, "web: 127.0.0.1:0, more: 127.0.0.1:0")) {
                Await.until(() -> next.err().contains("upgrade: listener gone is no more"));
                assertThat(UpgradeSite.status(port, "/")).isEqualTo(204);
                assertThat(UpgradeSite.status(next.port("listener more: on "), "/"))
                        .isEqualTo(204);
                assertThat(refuses(gone)).isTrue();
            }
        }
    }

    private static boolean refuses(int port) throws Exception {
        try (var free = new ServerSocket()) {
            free.setReuseAddress(true);
            free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        }
    }

    @Test
    void theOldProcessGoesOnWhereverTheNewOneDies() throws Exception {
        try (var old = site.start()) {
            int port = site.serving(old);
            for (var last : new Message.Kind[] {Message.Kind.WAIT, Message.Kind.SOCKETS, Message.Kind.GO}) {
                dieAfterHearing(last, old);
                assertThat(UpgradeSite.status(port, "/")).isEqualTo(204);
            }
            Await.until(() -> site.pid().equals(String.valueOf(old.pid())));

            try (var next = site.replace(old)) {
                assertThat(UpgradeSite.status(port, "/")).isEqualTo(204);
                assertThat(next.alive()).isTrue();
            }
        }
    }

    /** Plays the new process up to a step; then its end of the socket is closed as by SIGKILL. */
    private void dieAfterHearing(Message.Kind last, FlotillaProcess old) throws Exception {
        long failures = failures(old);
        try (var heir =
                new Conversation(SocketChannel.open(UnixDomainSocketAddress.of(site.socket())), Time.system())) {
            heir.say(Message.of(Message.Kind.HELLO).with("pid", "4711").with("colour", "of a later version"));
            hear(heir, Message.Kind.WAIT);
            old.signal("QUIT");
            if (last != Message.Kind.WAIT) {
                int count = hear(heir, Message.Kind.SOCKETS).values("socket").size();
                for (var socket : heir.sockets(count)) {
                    socket.close();
                }
            }
            if (last == Message.Kind.GO) {
                heir.say(new Message("a thing of a later version", List.of()));
                heir.say(Message.of(Message.Kind.READY));
                hear(heir, Message.Kind.GO);
            }
        }
        Await.until(() -> failures(old) == failures + 1);
    }

    private static long failures(FlotillaProcess old) {
        return old.err()
                .lines()
                .filter(line -> line.contains("upgrade: failed, this process goes on: process 4711: ")
                        || line.contains("process 4711 waits no more"))
                .count();
    }

    private static Message hear(Conversation conversation, Message.Kind kind) throws Exception {
        var heard = conversation.hear(Duration.ofSeconds(30), kind).orElseThrow();
        assertThat(heard.is(kind)).as(heard.text()).isTrue();
        return heard;
    }

    @Test
    void theNewProcessServesWhereverTheOldOneIsKilled() throws Exception {
        try (var killed = site.start()) {
            site.serving(killed);
            try (var waiting = site.start("-u")) {
                Await.until(() -> waiting.err().contains("waits for SIGQUIT"));
                killed.signal("KILL");
                int port = site.serving(waiting);
                assertThat(UpgradeSite.status(port, "/")).isEqualTo(204);
                assertThat(waiting.err()).contains("died before it handed its sockets over");
            }
        }
        for (var last : new Message.Kind[] {Message.Kind.SOCKETS, Message.Kind.READY, Message.Kind.SERVING}) {
            try (var dying = DyingPredecessor.start(site.socket(), last)) {
                int port = dying.port("web: on ");
                try (var next = site.start("-u")) {
                    assertThat(dying.exitCode()).isEqualTo(DyingPredecessor.KILLED);
                    assertThat(site.serving(next)).isEqualTo(port);
                    assertThat(UpgradeSite.status(port, "/")).isEqualTo(204);
                }
            }
        }
    }

    @Test
    void aNewProcessThatCannotStartSaysWhyAndTheOldOneGoesOn() throws Exception {
        try (var old = site.start();
                var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = site.serving(old);
            old.signal("QUIT");
            try (var next = site.start(2, "web: 127.0.0.1:0, more: 127.0.0.1:" + taken.getLocalPort(), "-u")) {
                assertThat(next.exitCode()).isEqualTo(1);
                assertThat(next.err()).contains("listener more: cannot bind 127.0.0.1:" + taken.getLocalPort());
            }
            Await.until(() -> old.err().contains("the new process failed; its log says why"));
            assertThat(UpgradeSite.status(port, "/")).isEqualTo(204);
            assertThat(old.alive()).isTrue();
        }
    }

    @Test
    void refusesWhatCannotBeAnUpgrade() throws Exception {
        try (var nobody = site.start("-u")) {
            assertThat(nobody.exitCode()).isEqualTo(1);
            assertThat(nobody.err()).contains("upgrade_sock " + site.socket() + ": no old process hands over: ");
        }
        try (var old = site.start()) {
            site.serving(old);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(site.socket())))
                    .isEqualTo("rw-------");
            try (var second = site.start()) {
                assertThat(second.exitCode()).isEqualTo(1);
                assertThat(second.err()).contains("another process listens there: start with -u to take its place");
            }
            assertThat(old.alive()).isTrue();
        }
        try (var without = FlotillaProcess.start("--upstream", "127.0.0.1:81", "-u")) {
            assertThat(without.exitCode()).isEqualTo(2);
            assertThat(without.err()).contains("-u: alone (expected: upgrade_sock in the file)");
        }
    }
}
