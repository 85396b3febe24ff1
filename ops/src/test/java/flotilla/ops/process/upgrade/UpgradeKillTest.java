package flotilla.ops.process.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * SIGKILL or SIGTERM for one of two real processes, at each step of an upgrade at which it can be met: the other one serves, and another
 * upgrade succeeds. A long warm-up holds the new process at its step. The moments between two words of the protocol are in {@link UpgradeTest}.
 */
class UpgradeKillTest {

    /** Enough to ask each of the listening sockets. */
    private static final int CLIENTS = 8;

    /** Longer than any test here. */
    private static final String LONG = "1m";

    /** Longer than it takes to stop the old process, which has just handed its sockets over. */
    private static final String LONG_ENOUGH = "20s";

    /** Less than what a warm-up lasts that nobody cuts short. */
    private static final int LIMIT_SECONDS = 40;

    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    @RegisterExtension
    final UpgradeSite site = new UpgradeSite();

    @AfterEach
    void close() {
        callers.close();
    }

    @Test
    void theOldProcessGoesOnWhereverTheNewOneIsKilled() throws Exception {
        try (var old = site.start()) {
            int port = site.serving(old);
            site.warmUp(LONG);
            killNew(old, port, "");
            // The first may have come as far as that, too.
            long gone = count(old, "waits no more");
            killNew(old, port, "waits for SIGQUIT");
            Await.until(() -> count(old, "waits no more") > gone);
            for (var step : new String[] {"listening sockets of process", "upstream warm-up: "}) {
                long before = failures(old);
                old.signal("QUIT");
                killNew(old, port, step);
                Await.until(() -> failures(old) == before + 1);
            }

            site.warmUp("100ms");
            try (var next = site.replace(old)) {
                assertServes(next, port);
            }
        }
    }

    /** @param step what the new process has said last */
    private void killNew(FlotillaProcess old, int port, String step) throws Exception {
        try (var next = site.start("-u")) {
            Await.until(() -> next.err().contains(step));
            next.signal("KILL");
            assertThat(next.exitCode()).isEqualTo(137);
        }
        assertServes(old, port);
    }

    @Test
    void theOldProcessGoesOnIfTheNewOneIsKilledWhenItHasSaidThatItIsReady() throws Exception {
        try (var old = site.start()) {
            int port = site.serving(old);
            site.warmUp(LONG_ENOUGH);
            old.signal("QUIT");
            try (var next = site.start("-u")) {
                Await.until(() -> next.err().contains("listening sockets of process"));
                old.signal("STOP");
                Await.until(() -> next.err().contains("admin: on "));
                next.signal("KILL");
                assertThat(next.exitCode()).isEqualTo(137);
            } finally {
                old.signal("CONT");
            }
            Await.until(() -> failures(old) == 1);
            assertServes(old, port);
        }
    }

    private static long failures(FlotillaProcess old) {
        return count(old, "upgrade: failed, this process goes on: process ");
    }

    private static long count(FlotillaProcess old, String words) {
        return old.err().lines().filter(line -> line.contains(words)).count();
    }

    @Test
    void theNewProcessServesAtOnceIfTheOldOneIsKilledWhileItWarmsUp() throws Exception {
        try (var old = site.start()) {
            int port = site.serving(old);
            site.warmUp(LONG);
            old.signal("QUIT");
            try (var next = site.start("-u")) {
                Await.until(() -> next.err().contains("upstream warm-up: "));
                old.signal("KILL");

                // Nobody accepts it before the new process does.
                assertThat(old.exitCode()).isEqualTo(137);
                var answered = callers.submit(() -> UpgradeSite.status(port, "/"));

                assertThat(answered.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(204);
                assertThat(next.err())
                        .contains("warm-up: ")
                        .contains("died before it gave way: this process serves alone");
                site.serving(next);
                assertServes(next, port);
                next.signal("TERM");
                assertThat(next.exitCode()).isZero();
            }
        }
    }

    @Test
    void theNewProcessGoesOnIfTheOldOneIsKilledWhileItDrains() throws Exception {
        site.more("stop_timeout: 3m");
        try (var old = site.start()) {
            int port = site.serving(old);
            var held = site.endpoint().held(port);
            old.signal("QUIT");
            try (var next = site.start("-u")) {
                site.serving(next);
                Await.until(() -> old.err().contains("this one ends with its last connection"));
                assertServes(next, port);
                assertThat(old.alive()).isTrue();
                assertThat(held).isNotDone();

                old.signal("KILL");

                assertThat(old.exitCode()).isEqualTo(137);
                assertThat(held)
                        .failsWithin(Duration.ofSeconds(LIMIT_SECONDS))
                        .withThrowableOfType(ExecutionException.class)
                        .withCauseInstanceOf(IOException.class);
                assertServes(next, port);
                try (var third = site.replace(next)) {
                    assertServes(third, port);
                }
            }
        }
    }

    @Test
    void theNewProcessServesAtOnceIfTheOldOneIsToldToStopWhileItWarmsUp() throws Exception {
        site.more("stop_timeout: 3m");
        try (var old = site.start()) {
            int port = site.serving(old);
            var held = site.endpoint().held(port);
            site.warmUp(LONG);
            old.signal("QUIT");
            try (var next = site.start("-u")) {
                Await.until(() -> next.err().contains("upstream warm-up: "));

                old.signal("TERM");

                site.serving(next);
                assertServes(next, port);
                assertThat(next.err())
                        .contains("upgrade: process " + old.pid() + " was asked to stop: this process serves alone");
                assertThat(held).isNotDone();
                site.endpoint().release();
                assertThat(held.get(LIMIT_SECONDS, TimeUnit.SECONDS)).contains(" 204 ");
                assertThat(old.exitCode()).isZero();
                site.warmUp("100ms");
                try (var third = site.replace(next)) {
                    assertServes(third, port);
                }
            }
        }
    }

    private void assertServes(FlotillaProcess process, int port) throws Exception {
        assertThat(process.alive()).isTrue();
        for (int i = 0; i < CLIENTS; i++) {
            assertThat(UpgradeSite.status(port, "/")).isEqualTo(204);
        }
        Await.until(() -> site.pid().equals(String.valueOf(process.pid())));
    }
}
