package flotilla.ops.process.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Time;
import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import flotilla.ops.status.NodeClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Processes of different versions: each takes the other's place, or says why not, and the one that serves goes on. */
class UpgradeVersionTest {

    private static final String EARLIER = "1.0.0";
    private static final String LATER = "2.0.0-rc.1";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    final UpgradeSite site = new UpgradeSite();

    @Test
    void noRequestIsLostWhileALaterVersionTakesOverAndTheEarlierOneTakesItBack() throws Exception {
        var earlier = ProgramJar.classPath(site.directory().resolve("earlier/flotilla.jar"), EARLIER);
        var later = ProgramJar.classPath(site.directory().resolve("later/flotilla.jar"), LATER);
        site.program(earlier);
        var running = site.start();
        try {
            int port = site.serving(running);
            int admin = running.port("admin: on ");
            assertIs(running, EARLIER, admin);
            try (var clients = SteadyClients.start(port, 3)) {
                for (var version : List.of(LATER, EARLIER)) {
                    long before = clients.answered();
                    var old = running;
                    site.program(version.equals(LATER) ? later : earlier);
                    running = site.replace(old);
                    assertThat(old.err())
                            .contains("process %d (version %s) is to take this one's place"
                                    .formatted(running.pid(), version))
                            .contains("process %d (version %s) serves, after ".formatted(running.pid(), version));
                    old.close();
                    assertIs(running, version, admin);
                    Await.until(() -> clients.answered() > before + 100);
                }

                assertThat(clients.failures()).isEmpty();
            }
        } finally {
            running.close();
        }
    }

    private static void assertIs(FlotillaProcess process, String version, int admin) throws Exception {
        assertThat(process.err()).contains("flotilla " + version + ": process " + process.pid() + ", Java ");
        try (var client = NodeClient.at("127.0.0.1:" + admin)) {
            var page = client.get("process");
            assertThat(page.path("version").textValue()).isEqualTo(version);
            assertThat(page.path("pid").longValue()).isEqualTo(process.pid());
        }
    }

    /** The later one knows both ways to speak; what this one does not know it passes over. */
    @Test
    void handsOverToALaterVersionThatSaysMore() throws Exception {
        try (var old = site.start()) {
            int port = site.serving(old);
            try (var later = later(old)) {
                old.signal("QUIT");
                var owners = hear(later, Message.Kind.SOCKETS).values("socket");
                var sockets = later.sockets(owners.size());
                later.say(new Message("progress", List.of(new Message.Line("done", "half"))));
                later.say(Message.of(Message.Kind.READY).with("colour", "blue"));
                hear(later, Message.Kind.GO);
                later.say(Message.of(Message.Kind.SERVING));
                hear(later, Message.Kind.LEFT);

                assertThat(old.exitCode()).isZero();
                assertThat(old.err()).contains("process 4711 (version 9.0.0) serves, after ");
                assertThat(owners).contains(HandedSocket.listener("web"), HandedSocket.ADMIN);
                try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    Await.until(() -> accepts(sockets));
                }
                for (var socket : sockets) {
                    socket.close();
                }
            }
        }
    }

    /** One of a later protocol, which has said hello and was told to wait. */
    private Conversation later(FlotillaProcess old) throws IOException {
        var later = new Conversation(SocketChannel.open(UnixDomainSocketAddress.of(site.socket())), Time.system());
        later.say(Message.of(Message.Kind.HELLO)
                .with("protocol", "2")
                .with("version", "9.0.0")
                .with("pid", "4711")
                .with("colour", "green"));
        assertThat(hear(later, Message.Kind.WAIT).value("pid")).contains(String.valueOf(old.pid()));
        return later;
    }

    private static Message hear(Conversation conversation, Message.Kind kind) throws IOException {
        var heard = conversation.hear(PATIENCE, kind).orElseThrow();
        assertThat(heard.is(kind)).as(heard.text()).isTrue();
        return heard;
    }

    private static boolean accepts(List<ServerSocketChannel> sockets) throws IOException {
        var accepted = new ArrayList<SocketChannel>();
        for (var socket : sockets) {
            socket.configureBlocking(false);
            var client = socket.accept();
            if (client != null) {
                client.close();
                accepted.add(client);
            }
        }
        return !accepted.isEmpty();
    }

    @Test
    void goesOnIfALaterVersionCannotSpeakAsItDoesOrIsGivenAFileThatItDoesNotRead() throws Exception {
        try (var old = site.start()) {
            int port = site.serving(old);
            try (var later = later(old)) {
                later.say(Message.cancel("version 9.0.0 takes over from 5.0.0 and later"));
                Await.until(() -> old.err().contains("process 4711 gave up"));
            }
            assertThat(UpgradeSite.status(port, "/")).isEqualTo(204);

            old.signal("QUIT");
            var file = Files.writeString(
                    site.directory().resolve("later.yaml"),
                    Files.readString(site.file()).replace("version: 1\n", "version: 2\n"));
            try (var next = FlotillaProcess.start("-c", file.toString(), "-u")) {
                assertThat(next.exitCode()).isEqualTo(2);
                assertThat(next.err()).contains(file + ":1:10: version: 2 (expected: 1)");
            }
            assertThat(UpgradeSite.status(port, "/")).isEqualTo(204);

            try (var next = site.replace(old)) {
                assertThat(UpgradeSite.status(port, "/")).isEqualTo(204);
                assertThat(next.alive()).isTrue();
            }
        }
    }

    @Test
    void aVersionThatIsNotWholeEndsAndTheOldProcessGoesOn() throws Exception {
        try (var old = site.start()) {
            int port = site.serving(old);
            site.program(ProgramJar.classPath(
                    site.directory().resolve("torn/flotilla.jar"), LATER, "flotilla.ops.admin.AdminListener"));
            old.signal("QUIT");
            try (var next = site.start("-u")) {
                assertThat(next.exitCode()).isEqualTo(1);
                assertThat(next.err())
                        .contains("cannot go on", "NoClassDefFoundError: flotilla/ops/admin/AdminListener");
                Await.until(() ->
                        old.err().contains("upgrade: failed, this process goes on: process " + next.pid() + ": "));
            }
            assertThat(UpgradeSite.status(port, "/")).isEqualTo(204);

            site.program(FlotillaProcess.CLASS_PATH);
            try (var next = site.replace(old)) {
                assertThat(UpgradeSite.status(port, "/")).isEqualTo(204);
                assertThat(next.alive()).isTrue();
            }
        }
    }

    @Test
    void saysWhyALaterVersionDoesNotHandOverToIt() throws Exception {
        try (var server = PlayedPredecessor.listen(site.socket());
                var next = site.start("-u");
                var later = new Conversation(server.accept(), Time.system())) {
            var hello = hear(later, Message.Kind.HELLO);
            assertThat(hello.value("protocol")).contains("1");
            assertThat(hello.value("pid")).contains(String.valueOf(next.pid()));

            later.say(Message.cancel("version 9.0.0 hands over to 5.0.0 and later"));

            assertThat(next.exitCode()).isEqualTo(1);
            assertThat(next.err())
                    .contains("upgrade_sock " + site.socket()
                            + ": no old process hands over: version 9.0.0 hands over to 5.0.0 and later");
        }
    }
}
