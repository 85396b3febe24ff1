package flotilla.ops.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that root starts, and that is somebody else's when it serves. */
class RightsTest {

    @TempDir
    private Path directory;

    @BeforeEach
    void asRoot() throws Exception {
        assumeThat(Files.getAttribute(directory, "unix:uid"))
                .as("nobody but root may become another user")
                .isEqualTo(0);
    }

    private String config(String more) throws Exception {
        Files.createDirectories(directory.resolve("state"));
        return Files.writeString(directory.resolve("f.yaml"), """
                version: 1
                %s
                pid_file: %s/flotilla.pid
                state: %s/state
                access_log: %s/access.log
                admin: { bind: off }
                listeners: { web: { bind: 127.0.0.1:0 } }
                routes: [{ respond: { status: 204 } }]
                """.formatted(more, directory, directory, directory))
                .toString();
    }

    private static List<String> numbers(long pid, String field) throws Exception {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .toList();
    }

    private static int nobody() throws Exception {
        return Files.readAllLines(Path.of("/etc/passwd")).stream()
                .filter(line -> line.startsWith("nobody:"))
                .map(line -> Integer.parseInt(line.split(":")[2]))
                .findFirst()
                .orElseThrow();
    }

    /** Of a thread that has ended meanwhile nothing is asked. */
    private static String status(Path thread, String ifEnded) {
        try {
            return Files.readString(thread.resolve("status"));
        } catch (IOException e) {
            return ifEnded;
        }
    }

    @Test
    void everyThreadIsOfTheOtherUserAndGoesOnToServe() throws Exception {
        try (var process = FlotillaProcess.start("-c", config("user: nobody"))) {
            int port = process.port("listener web: on");
            Await.until(() -> process.err().contains("runs as nobody from now on"));

            var user = String.valueOf(nobody());
            assertThat(numbers(process.pid(), "Uid")).containsExactly(String.join("\t", user, user, user, user));
            try (var threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
                for (var thread : threads.toList()) {
                    var own = "Uid:\t" + user + "\t" + user;
                    assertThat(status(thread, own)).contains(own);
                }
            }
            assertThat(Files.getAttribute(directory.resolve("access.log"), "unix:uid"))
                    .isEqualTo(Integer.parseInt(user));
            assertThat(Files.getAttribute(directory.resolve("state"), "unix:uid"))
                    .isEqualTo(Integer.parseInt(user));
            try (var client = HttpClient.newHttpClient()) {
                var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"));
                assertThat(client.send(request.build(), BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(204);
            }
            process.signal("TERM");
            assertThat(process.exitCode()).isZero();
            assertThat(Files.readString(directory.resolve("access.log"))).contains("204");
        }
    }

    /** The other user has put it there, in a directory of its own. */
    @Test
    void aLinkThatLeadsRootElsewhereStopsTheStart() throws Exception {
        var secret = Files.writeString(directory.resolve("secret"), "root's");
        var theirs = Files.createDirectory(directory.resolve("theirs"));
        Files.setAttribute(theirs, "unix:uid", 65534);
        Files.createSymbolicLink(theirs.resolve("access.log"), secret);
        var file = Path.of(config("user: nobody"));
        Files.writeString(file, Files.readString(file).replace(directory + "/access.log", theirs + "/access.log"));

        try (var process = FlotillaProcess.start("-c", file.toString())) {
            assertThat(process.exitCode()).isEqualTo(2);
            assertThat(process.err())
                    .contains("access_log.file: " + theirs
                            + "/access.log (expected: a regular file that has no other name");
        }
        assertThat(Files.getAttribute(secret, "unix:uid")).isEqualTo(0);
        assertThat(secret).hasContent("root's");
    }

    @Test
    void theSocketOfAnUpgradeIsTheOtherUsersBeforeAndAfterOne() throws Exception {
        int nobody = nobody();
        var run = Files.createDirectory(directory.resolve("run"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setAttribute(run, "unix:uid", nobody);
        var file = config("user: nobody\nupgrade_sock: " + run + "/sock");
        try (var old = FlotillaProcess.start("-c", file)) {
            Await.until(() -> Files.exists(run.resolve("sock")));
            assertThat(Files.getAttribute(run.resolve("sock"), "unix:uid")).isEqualTo(nobody);
            try (var next = FlotillaProcess.start("-u", "-c", file)) {
                Await.until(() -> next.err().contains("waits for SIGQUIT"));
                old.signal("QUIT");

                assertThat(old.exitCode()).as(old.err()).isZero();
                assertThat(next.err()).contains("runs as nobody from now on");
                assertThat(Files.getAttribute(run.resolve("sock"), "unix:uid")).isEqualTo(nobody);
                assertThat(next.alive()).isTrue();
            }
        }
    }

    @Test
    void whoThisMachineDoesNotKnowIsNamedBeforeAnythingBegins() throws Exception {
        refused("user: nobody_of_that_name", "user: nobody_of_that_name (expected: a user of this machine)");
        refused(
                "user: nobody\ngroup: none_of_that_name",
                "group: none_of_that_name (expected: a group of this machine)");
    }

    private void refused(String line, String words) throws Exception {
        for (var how : List.of(List.<String>of(), List.of("-t"))) {
            var arguments = Stream.concat(Stream.of("-c", config(line)), how.stream());
            try (var process = FlotillaProcess.start(arguments.toArray(String[]::new))) {
                assertThat(process.exitCode()).isEqualTo(2);
                assertThat(process.err()).contains(words);
            }
        }
    }
}
