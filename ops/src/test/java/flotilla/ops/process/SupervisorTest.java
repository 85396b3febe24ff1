package flotilla.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Time;
import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import flotilla.ops.process.unix.Datagram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd hears, at a real socket in its place. */
class SupervisorTest {

    private static final String SMALL = """
            version: 1
            admin: off
            reload: { watch: false }
            listeners: { web: 127.0.0.1:0 }
            upstreams: { shop: { source: 'fixed:127.0.0.1:81' } }
            routes: [ { upstream: shop } ]
            """;

    @TempDir
    private Path directory;

    @Test
    void theProgramSaysThatItIsReadyThatItLivesAndThatItStops() throws Exception {
        var heard = new ArrayList<String>();
        try (var systemd = Datagram.bind(directory.resolve("notify").toString());
                var process = FlotillaProcess.start(
                        Map.of("NOTIFY_SOCKET", directory.resolve("notify").toString(), "WATCHDOG_USEC", "200000"),
                        "--bind",
                        "127.0.0.1:0",
                        "--upstream",
                        "127.0.0.1:81")) {
            await(systemd, heard, "READY=1\nMAINPID=" + process.pid() + "\n");
            await(systemd, heard, "WATCHDOG=1");
            process.signal("TERM");
            await(systemd, heard, "STOPPING=1");
            assertThat(process.exitCode()).isZero();
        }
    }

    @Test
    void aReloadBeginsAndEndsForSystemdAlsoIfTheFileIsWrong() throws Exception {
        var heard = new ArrayList<String>();
        var file = Files.writeString(directory.resolve("flotilla.yaml"), SMALL);
        try (var systemd = Datagram.bind(directory.resolve("notify").toString());
                var process = FlotillaProcess.start(
                        Map.of("NOTIFY_SOCKET", directory.resolve("notify").toString()), "-c", file.toString())) {
            await(systemd, heard, "READY=1\n");
            for (var text : new String[] {SMALL, "version: 1\nlisteners: none\n"}) {
                Files.writeString(file, text);
                long before = System.nanoTime() / 1000;
                process.signal("HUP");

                await(systemd, heard, "RELOADING=1\nMONOTONIC_USEC=");
                assertThat(Long.parseLong(
                                heard.getLast().lines().toList().get(1).substring("MONOTONIC_USEC=".length())))
                        .isBetween(before, System.nanoTime() / 1000);
                await(systemd, heard, "READY=1\nMAINPID=" + process.pid() + "\n");
            }
            process.signal("TERM");
            await(systemd, heard, "STOPPING=1");
            assertThat(process.exitCode()).isZero();
            assertThat(process.err()).contains("configuration: not reloaded, revision 1 stays; mistakes in");
        }
    }

    private static void await(Datagram systemd, List<String> heard, String wanted) throws Exception {
        Await.until(() -> {
            heard.add(systemd.receive());
            return heard.getLast().startsWith(wanted);
        });
    }

    @Test
    void theWatchdogIsNotToldWhileAThreadHangs() throws Exception {
        var address = "@flotilla-test-" + directory.getFileName();
        var environment = Map.of("NOTIFY_SOCKET", address, "WATCHDOG_USEC", "20000");
        var looks = new AtomicInteger();
        try (var systemd = Datagram.bind(address)) {
            // Of two threads the second answers from the third look on.
            var supervisor = Supervisor.of(environment, Optional.empty());
            supervisor.watch(
                    answered -> {
                        answered.run();
                        if (looks.incrementAndGet() >= 3) {
                            answered.run();
                        }
                    },
                    2,
                    Time.system());
            try {
                Await.until(() -> systemd.receive().equals("WATCHDOG=1"));
                assertThat(looks.get()).isGreaterThanOrEqualTo(3);
            } finally {
                supervisor.quiet();
            }
        }
    }

    @Test
    void whoTakesThePlaceOfAProcessIsWatchedInItsPlace() throws Exception {
        var heard = new ArrayList<String>();
        var address = directory.resolve("notify").toString();
        var file = daemonConfig();
        var given = Map.of("NOTIFY_SOCKET", address, "WATCHDOG_USEC", "200000");
        try (var systemd = Datagram.bind(address);
                var old = FlotillaProcess.start(given, "-c", file)) {
            await(systemd, heard, "READY=1\nMAINPID=" + old.pid() + "\n");
            try (var reload = FlotillaProcess.startBy(reload(address, old.pid()), "-u", "-d", "-c", file)) {
                await(systemd, heard, "READY=1\nMAINPID=");
                var next = ProcessHandle.of(mainPid(heard.getLast())).orElseThrow();
                try {
                    assertThat(next.pid()).isNotEqualTo(old.pid()).isNotEqualTo(reload.pid());
                    // Its queue is short, and who finds it full waits.
                    Await.until(() -> {
                        heard.add(systemd.receive());
                        return !reload.alive() && !old.alive();
                    });
                    assertThat(reload.exitCode()).as(reload.err()).isZero();
                    assertThat(old.exitCode()).isZero();
                    // What the old one may have said meanwhile is less than that.
                    for (int i = 0; i < 25; i++) {
                        await(systemd, heard, "WATCHDOG=1");
                    }
                    assertThat(heard).noneMatch(said -> said.startsWith("STOPPING"));
                } finally {
                    next.destroy();
                }
                await(systemd, heard, "STOPPING=1");
                Await.until(() -> FlotillaProcess.ended(next.pid()));
            }
        }
    }

    private String daemonConfig() throws Exception {
        return Files.writeString(directory.resolve("flotilla.yaml"), """
                version: 1
                listeners: { web: 127.0.0.1:0 }
                admin: off
                pid_file: $DIR/flotilla.pid
                error_log: $DIR/error.log
                upgrade_sock: $DIR/upgrade.sock
                routes: [ { respond: { status: 204 } } ]
                """.replace("$DIR", directory.toString()))
                .toString();
    }

    /** What a unit's ExecReload is, in the environment of the unit: the watchdog's is another process's. */
    private static List<String> reload(String address, long main) {
        var script = "kill -QUIT $MAINPID && exec \"$@\"";
        return List.of(
                "env", "NOTIFY_SOCKET=" + address, "WATCHDOG_PID=" + main, "MAINPID=" + main, "sh", "-c", script, "sh");
    }

    private static long mainPid(String ready) {
        var line = ready.lines().skip(1).findFirst().orElseThrow();
        return Long.parseLong(line.substring("MAINPID=".length()));
    }

    @Test
    void socketsOfSystemdBecomeThoseOfListenersAndOfTheAdminPort() throws Exception {
        var file = Files.writeString(directory.resolve("flotilla.yaml"), """
                version: 1
                listeners: { web: 127.0.0.1:0 }
                admin: 127.0.0.1:0
                upstreams: { shop: { source: 'fixed:127.0.0.1:81' } }
                routes: [ { upstream: shop } ]
                """);
        var script = """
                use Socket;
                $^F = 9;
                for (0, 1) {
                  my $s;
                  socket($s, PF_INET, SOCK_STREAM, 0) and bind($s, sockaddr_in(0, INADDR_LOOPBACK)) and listen($s, 9) or die $!;
                  push @open, $s;
                  print STDERR "passed $_: on 127.0.0.1:", (sockaddr_in(getsockname $s))[0], "\\n";
                }
                fileno($open[0]) == 3 && fileno($open[1]) == 4 or die "others have the descriptors 3 and 4";
                @ENV{"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"} = ($$, 2, "web:admin");
                exec @ARGV or die $!;
                """;
        try (var process = FlotillaProcess.startBy(List.of("perl", "-e", script), "-c", file.toString())) {
            assertThat(process.port("listener web: on ")).isEqualTo(process.port("passed 0: on "));
            assertThat(process.port("admin: on ")).isEqualTo(process.port("passed 1: on "));
            process.signal("TERM");
            assertThat(process.exitCode()).isZero();
        }
    }
}
