package flotilla.ops.process.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogFollowsTest {

    private static final int CLIENTS = 4;

    @TempDir
    private Path directory;

    private static String to(Path file) {
        return "admin: off\naccess_log: { file: " + file + ", fields: [target] }\n";
    }

    private static List<String> lines(Path file) throws Exception {
        return Files.readAllLines(file);
    }

    @Test
    void requestsFromNowOnAreInTheNewFileInTheNewForm() throws Exception {
        var old = directory.resolve("old.log");
        var fresh = directory.resolve("new.log");
        try (var node = RunningNode.start(directory, to(old))) {
            node.ask("/1");
            node.follow("admin: off\naccess_log: { file: " + fresh + ", format: json, fields: [status, target] }\n");
            assertThat(lines(old)).containsExactly("\"/1\"");
            node.ask("/2");
            node.follow("admin: off\naccess_log: { file: " + fresh + ", sample: 0 }\n");
            node.ask("/3");
            node.follow("admin: off\n");
            node.ask("/4");
            node.follow(to(old));
            node.ask("/5");
        }

        assertThat(lines(old)).containsExactly("\"/1\"", "\"/5\"");
        assertThat(lines(fresh)).containsExactly("{\"status\":200,\"target\":\"/2\"}");
    }

    @Test
    void eachRequestHasItsLineWhileTheLogIsReplacedAgainAndAgain() throws Exception {
        var one = directory.resolve("one.log");
        var other = directory.resolve("other.log");
        var asked = new ArrayList<String>();
        try (var node = RunningNode.start(directory, to(one));
                var clients = Executors.newFixedThreadPool(CLIENTS)) {
            var ends = new AtomicBoolean();
            var sent = IntStream.range(0, CLIENTS)
                    .mapToObj(client -> clients.submit(() -> askOn(node, client, ends)))
                    .toList();
            for (int i = 0; i < 10; i++) {
                node.follow(to(i % 2 == 0 ? other : one));
                // The same file again, by another writer.
                node.follow(to(i % 2 == 0 ? other : one) + "stop_timeout: 9s\n");
                node.follow(to(i % 2 == 0 ? other : one).replace("[target]", "[target], keep_status: 40" + i));
            }
            ends.set(true);
            for (var each : sent) {
                asked.addAll(each.get());
            }
        }

        var written = new ArrayList<>(lines(one));
        written.addAll(lines(other));
        assertThat(written).containsExactlyInAnyOrderElementsOf(asked);
    }

    private static List<String> askOn(RunningNode node, int client, AtomicBoolean ends) throws Exception {
        var asked = new ArrayList<String>();
        for (int i = 0; !ends.get(); i++) {
            var target = "/" + client + "/" + i;
            node.ask(target);
            asked.add('"' + target + '"');
        }
        return asked;
    }

    @Test
    void aLogThatCannotBeOpenedChangesNothing() throws Exception {
        var old = directory.resolve("old.log");
        var nowhere = directory.resolve("no/such/access.log");
        try (var node = RunningNode.start(directory, to(old))) {
            assertThat(node.refusal(to(nowhere) + "stop_timeout: 1s\n"))
                    .startsWith("access_log " + nowhere + ": cannot be opened: java.io.FileNotFoundException");
            assertThat(node.config().revision().number()).isEqualTo(1);
            node.ask("/1");
        }

        assertThat(lines(old)).containsExactly("\"/1\"");
    }

    @Test
    void aLogIsNotReplacedWhereTheNodeRefusesSomethingElse() throws Exception {
        var old = directory.resolve("old.log");
        try (var node = RunningNode.start(directory, to(old));
                var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = "127.0.0.1:" + taken.getLocalPort();
            var text = RunningNode.text(to(directory.resolve("new.log")))
                    .replace("web: 127.0.0.1:0", "web: 127.0.0.1:0, more: " + address);

            assertThat(node.refusalOfText(text)).contains(address);
            node.ask("/1");
        }

        assertThat(lines(old)).containsExactly("\"/1\"");
    }
}
