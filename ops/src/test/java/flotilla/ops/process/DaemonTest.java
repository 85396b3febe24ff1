package flotilla.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flotilla -d}, as a shell sees it. */
class DaemonTest {

    @TempDir
    private Path directory;

    @Test
    void returnsOnceTheProgramServesInASessionOfItsOwn() throws Exception {
        try (var shell =
                FlotillaProcess.start("-d", "-c", config("127.0.0.1:0", "").toString())) {
            assertThat(shell.exitCode()).as(shell.err()).isZero();
            assertThat(shell.err()).isEmpty();

            var pid = Files.readString(directory.resolve("flotilla.pid")).strip();
            var daemon = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            try {
                assertThat(daemon.pid()).isNotEqualTo(shell.pid());
                // proc_pid_stat(5): behind the name in brackets state, parent, group, session.
                var stat = Files.readString(Path.of("/proc", pid, "stat"));
                assertThat(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3])
                        .isEqualTo(pid);
                assertThat(accepts(port())).isTrue();
            } finally {
                daemon.destroy();
            }
            Await.until(() -> FlotillaProcess.ended(daemon.pid()));
            assertThat(directory.resolve("flotilla.pid")).doesNotExist();
            assertThat(Files.readString(directory.resolve("error.log"))).contains("SIGTERM", "stopped");
        }
    }

    @Test
    void theLastWordsOfTheJvmAreInTheLogAlsoAfterItIsOpenedAnew() throws Exception {
        var log = directory.resolve("error.log");
        try (var shell =
                FlotillaProcess.start("-d", "-c", config("127.0.0.1:0", "").toString())) {
            assertThat(shell.exitCode()).as(shell.err()).isZero();
            var pid = Files.readString(directory.resolve("flotilla.pid")).strip();
            var daemon = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            try {
                for (var stream : List.of("1", "2")) {
                    assertThat(Path.of("/proc", pid, "fd", stream).toRealPath()).isEqualTo(log.toRealPath());
                }
                Files.move(log, directory.resolve("error.log.1"));
                new ProcessBuilder("bash", "-c", "kill -USR1 " + pid).start().waitFor();

                Await.until(() -> Files.exists(log)
                        && Files.isSameFile(Path.of("/proc", pid, "fd", "2").toRealPath(), log));
            } finally {
                daemon.destroy();
            }
            Await.until(() -> FlotillaProcess.ended(daemon.pid()));
        }
    }

    @Test
    void theLastWordsOfTheJvmAreInTheLogAlsoAfterItWasPutAside() throws Exception {
        var log = Files.writeString(directory.resolve("error.log"), "of an earlier start\n".repeat(4000));
        var config = config("127.0.0.1:0", "");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace(
                                "error_log: " + log,
                                "error_log: { file: " + log + ", rotate: { size: 64KiB, every: 0 } }"));
        try (var shell = FlotillaProcess.start("-d", "-c", config.toString())) {
            assertThat(shell.exitCode()).as(shell.err()).isZero();
            var pid = Files.readString(directory.resolve("flotilla.pid")).strip();
            var daemon = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            try {
                Await.until(() -> content(log).contains("put aside as error.log.2"));
                for (var stream : List.of("1", "2")) {
                    Await.until(() ->
                            Files.isSameFile(Path.of("/proc", pid, "fd", stream).toRealPath(), log));
                }
            } finally {
                daemon.destroy();
            }
            Await.until(() -> FlotillaProcess.ended(daemon.pid()));
            assertThat(Files.readAllLines(log))
                    .anyMatch(line -> line.contains("SIGTERM"))
                    .noneMatch(line -> line.contains("earlier"));
        }
    }

    /** Empty in the moment in which it has another name already. */
    private static String content(Path log) throws IOException {
        try {
            return Files.readString(log);
        } catch (NoSuchFileException _) {
            return "";
        }
    }

    private int port() throws Exception {
        var line = Files.readString(directory.resolve("error.log"))
                .lines()
                .filter(one -> one.contains("listener web: on "))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    private static boolean accepts(int port) throws Exception {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.isConnected();
        }
    }

    @Test
    void saysWhyTheProgramCannotStart() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = "127.0.0.1:" + taken.getLocalPort();
            try (var shell =
                    FlotillaProcess.start("-d", "-c", config(address, "").toString())) {
                assertThat(shell.exitCode()).isEqualTo(1);
                assertThat(shell.err()).contains("flotilla: listener web: cannot bind " + address);
            }
        }
    }

    @Test
    void refusesToRunWithoutALog() throws Exception {
        try (var shell =
                FlotillaProcess.start("-d", "-c", config("127.0.0.1:0", "#").toString())) {
            assertThat(shell.exitCode()).isEqualTo(2);
            assertThat(shell.err()).contains("-d: alone (expected: error_log in the file)");
        }
    }

    private Path config(String bind, String beforeLog) throws Exception {
        var text = """
                version: 1
                listeners: { web: '$BIND' }
                admin: off
                pid_file: $DIR/flotilla.pid
                $NO_error_log: $DIR/error.log
                upstreams: { shop: { source: 'fixed:127.0.0.1:81' } }
                routes: [ { upstream: shop } ]
                """;
        return Files.writeString(
                directory.resolve("flotilla.yaml"),
                text.replace("$BIND", bind)
                        .replace("$DIR", directory.toString())
                        .replace("$NO_", beforeLog));
    }
}
