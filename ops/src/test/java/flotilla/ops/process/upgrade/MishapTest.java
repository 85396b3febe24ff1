package flotilla.ops.process.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Time;
import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Upgrades in which something goes wrong beside the two processes: there is always one that serves, and never two. */
class MishapTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    final UpgradeSite site = new UpgradeSite();

    @Test
    void aProcessThatServesGoesOnWithoutAPlaceForItsSocketUntilThereIsOne() throws Exception {
        try (var server = PlayedPredecessor.listen(site.socket());
                var next = site.start("-u");
                var old = PlayedPredecessor.handOver(server)) {
            Files.delete(site.socket());
            Files.createDirectories(site.socket().resolve("in the way"));

            old.letServe();
            old.say(Message.of(Message.Kind.LEFT));

            Await.until(() -> next.err().contains("cannot be put in its place, no upgrade until then"));
            assertThat(UpgradeSite.status(old.port(), "/")).isEqualTo(204);
            Files.delete(site.socket().resolve("in the way"));
            Files.delete(site.socket());
            Await.until(() -> next.err().contains("is in its place now"));
            try (var third = site.replace(next)) {
                assertThat(UpgradeSite.status(old.port(), "/")).isEqualTo(204);
                assertThat(third.alive()).isTrue();
            }
        }
    }

    @Test
    void whatMayFailComesBeforeTheNewProcessSaysThatItIsReady() throws Exception {
        Files.createDirectory(site.pidFile());
        try (var server = PlayedPredecessor.listen(site.socket());
                var next = site.start("-u");
                var old = PlayedPredecessor.handOver(server)) {
            old.hear(Message.Kind.CANCEL);
            assertThat(next.exitCode()).isEqualTo(1);
            assertThat(next.err()).contains("pid_file " + site.pidFile() + ": cannot be written: Is a directory");
        }
    }

    @Test
    void aProcessThatWarmsUpEndsAsSoonAsItHearsThatTheOldOneGoesOn() throws Exception {
        site.warmUp("1m");
        try (var server = PlayedPredecessor.listen(site.socket());
                var next = site.start("-u");
                var old = PlayedPredecessor.handOver(server)) {
            Await.until(() -> next.err().contains("upstream warm-up: "));

            old.say(Message.cancel("the old process goes on"));

            assertThat(next.exitCode()).isEqualTo(1);
            assertThat(next.err())
                    .contains("upgrade_sock " + site.socket() + ": the old process goes on")
                    .doesNotContain("Exception in thread")
                    .doesNotContain("admin: on ");
        }
    }

    @Test
    void aProcessThatMustGiveWayAgainAnswersWhoeverItHasLetIn() throws Exception {
        try (var server = PlayedPredecessor.listen(site.socket());
                var next = site.start("-u");
                var old = PlayedPredecessor.handOver(server)) {
            old.letServe();
            var held = site.endpoint().held(old.port());

            old.say(Message.cancel("the old process goes on"));
            Await.until(() -> next.err().contains("stopping: up to 30 s for 1 requests in flight"));
            site.endpoint().release();

            assertThat(held).succeedsWithin(PATIENCE);
            assertThat(next.exitCode()).isZero();
        }
    }

    @Test
    void theNewProcessWaitsForNoOldOneThatStopsOnItsOwnAccount() throws Exception {
        for (var lets : new boolean[] {false, true}) {
            try (var server = PlayedPredecessor.listen(site.socket());
                    var next = site.start("-u");
                    var old = PlayedPredecessor.handOver(server)) {
                old.hear(Message.Kind.READY);
                if (lets) {
                    old.say(Message.of(Message.Kind.GO));
                }
                old.say(Message.of(Message.Kind.STOPS));
                old.part();

                // The process that plays the old one lives on.
                Await.until(() -> next.err().contains("was asked to stop: this process serves alone"));
                assertThat(UpgradeSite.status(old.port(), "/")).isEqualTo(204);
                site.serving(next);
                try (var third = site.replace(next)) {
                    assertThat(UpgradeSite.status(old.port(), "/")).isEqualTo(204);
                    assertThat(third.alive()).isTrue();
                }
            }
            Files.deleteIfExists(site.socket());
        }
    }

    @Test
    void anOldProcessThatGoesOnTakesThePlaceOfItsSocketBack() throws Exception {
        try (var old = site.start()) {
            int port = site.serving(old);
            old.signal("QUIT");
            try (var late =
                    new Conversation(SocketChannel.open(UnixDomainSocketAddress.of(site.socket())), Time.system())) {
                late.say(Message.of(Message.Kind.HELLO).with("pid", "4711"));
                var handed = late.hear(PATIENCE, Message.Kind.SOCKETS).orElseThrow();
                for (var listening : late.sockets(handed.values("socket").size())) {
                    listening.close();
                }
                late.say(Message.of(Message.Kind.READY));
                assertThat(late.hear(PATIENCE, Message.Kind.GO)).isPresent();
                late.say(Message.cancel("the test wants it so"));
                Await.until(() -> old.err().contains("upgrade: failed, this process goes on: process 4711: "));
                // One that has served nevertheless, and has taken the place late.
                var other = Files.createFile(site.socket().resolveSibling("other"));
                Files.move(other, site.socket(), StandardCopyOption.ATOMIC_MOVE);
            }

            Await.until(() -> old.err().contains("upgrade_sock " + site.socket() + ": is in its place now"));
            try (var next = site.replace(old)) {
                assertThat(UpgradeSite.status(port, "/")).isEqualTo(204);
                assertThat(next.alive()).isTrue();
            }
        }
    }

    @Test
    void anOldProcessThatCannotWriteItsPidFileAgainIsReadyForTheNextSignal() throws Exception {
        try (var old = site.start()) {
            site.serving(old);
            old.signal("QUIT");
            try (var dying =
                    new Conversation(SocketChannel.open(UnixDomainSocketAddress.of(site.socket())), Time.system())) {
                dying.say(Message.of(Message.Kind.HELLO).with("pid", "4711"));
                assertThat(dying.hear(PATIENCE, Message.Kind.SOCKETS)).isPresent();
                Files.delete(site.pidFile());
                Files.createDirectory(site.pidFile());
            }
            Await.until(() -> old.err().contains("pid_file " + site.pidFile() + ": cannot be written again"));
            Files.delete(site.pidFile());

            try (var next = site.start("-u")) {
                Await.until(() -> next.err().contains("waits for SIGQUIT to process " + old.pid()));
                old.signal("QUIT");

                assertThat(old.exitCode()).isZero();
                assertThat(old.err()).contains("hands the listening sockets over to process " + next.pid());
            }
        }
    }

    @Test
    void changesAreRefusedByTheOldProcessFromTheHandOverOnAndByTheNewOneUntilItServes() throws Exception {
        try (var old = site.start()) {
            site.serving(old);
            int admin = old.port("admin: on ");
            assertThat(UpgradeSite.change(admin)).isEqualTo(200);
            old.signal("QUIT");
            try (var dying =
                    new Conversation(SocketChannel.open(UnixDomainSocketAddress.of(site.socket())), Time.system())) {
                dying.say(Message.of(Message.Kind.HELLO).with("pid", "4711"));
                assertThat(dying.hear(PATIENCE, Message.Kind.SOCKETS)).isPresent();

                assertThat(UpgradeSite.change(admin)).isEqualTo(503);
                assertThat(UpgradeSite.status(admin, "/api/v1/log/levels")).isEqualTo(200);
            }
            Await.until(() -> UpgradeSite.change(admin) == 200);
            old.signal("TERM");
            assertThat(old.exitCode()).isZero();
        }
        Files.delete(site.socket());
        try (var server = PlayedPredecessor.listen(site.socket());
                var next = site.start("-u");
                var played = PlayedPredecessor.handOver(server)) {
            int admin = next.port("admin: on ");
            assertThat(UpgradeSite.change(admin)).isEqualTo(503);

            played.letServe();

            Await.until(() -> UpgradeSite.change(admin) == 200);
        }
    }

    @Test
    void theNewProcessSaysWhatCameFromNoFileAndDoesNotCountAnyMore() throws Exception {
        try (var old = site.start()) {
            site.serving(old);
            var text = Files.readString(site.file());
            assertThat(UpgradeSite.configure(old.port("admin: on "), text + "zone: a\n"))
                    .isEqualTo(200);

            try (var next = site.replace(old)) {
                assertThat(next.err())
                        .contains("upgrade: revision 2 of the old process, by test, is in no file: " + site.file()
                                + " counts in its place (revision 3); flotilla ctl rollback 2");
                try (var third = site.replace(next)) {
                    assertThat(third.err()).doesNotContain("is in no file");
                }
            }
        }
    }

    @Test
    void aProcessThatGivesWayFollowsItsFileNoMore() throws Exception {
        try (var old = patient()) {
            var file = site.file();
            var held = site.endpoint().held(site.serving(old));
            old.signal("QUIT");
            try (var next = site.start("-u")) {
                site.serving(next);
                Await.until(() -> old.err().contains("; this one ends with its last connection"));

                Files.writeString(
                        file,
                        Files.readString(file).replace("web: 127.0.0.1:0", "web: 127.0.0.1:0, more: 127.0.0.1:0"));
                old.signal("HUP");
                Await.until(() ->
                        old.err().contains("not reloaded, revision 1 stays: another process takes this one's place"));

                assertThat(old.err()).doesNotContain("listener more: on ");
                site.endpoint().release();
                assertThat(held).succeedsWithin(PATIENCE);
                assertThat(old.exitCode()).isZero();
            }
        }
    }

    /** Gives what is under way the time that another process takes to start on a slow machine. */
    private FlotillaProcess patient() throws Exception {
        site.more("stop_timeout: 3m");
        return site.start();
    }
}
