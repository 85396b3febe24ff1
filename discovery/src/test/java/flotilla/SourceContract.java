package flotilla;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the architecture that only sources show, for every module. */
public interface SourceContract {

    int MAX_FILE_LINES = 350;

    int MAX_METHOD_LINES = 40;

    /** Where anything thrown is caught, as nobody above could do better; file and reason. */
    Map<String, String> LAST_RESORTS = Map.of(
            "flotilla/discovery/Loop.java", "a loop of the control plane goes on, whatever one round met",
            "flotilla/discovery/Plugged.java", "a plug-in may throw anything when it is made",
            "flotilla/node/route/TableKeeper.java", "the same when it prepares a balancer: the table before it stays",
            "flotilla/node/http/RouteStages.java", "a stage may, and its request has an end",
            "flotilla/node/http/Pause.java", "the same behind a wait",
            "flotilla/node/http/Picking.java", "a balancer may, and its request has an end",
            "flotilla/node/io/front/ClientConnection.java", "an I/O thread outlives a defect in one exchange",
            "flotilla/node/io/upstream/UpstreamConnection.java", "an I/O thread outlives a defect in one exchange",
            "flotilla/ops/process/unix/Libc.java", "a method handle of C declares whatever can be thrown",
            "flotilla/ops/Main.java", "the process says why it ends");

    @Test
    default void everyPackageSaysWhatLivesThere() throws IOException {
        for (var directory : packages()) {
            var info = directory.resolve("package-info.java");

            assertThat(info).as("every package has one").exists();
            assertThat(Files.readString(info))
                    .as(info.toString())
                    .contains("@NullMarked\npackage ")
                    .startsWith("/**");
        }
    }

    private static List<Path> packages() throws IOException {
        try (Stream<Path> files = Files.walk(SourceTree.MAIN)) {
            return files.filter(f -> f.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .toList();
        }
    }

    @Test
    default void filesAreShort() throws IOException {
        for (var root : List.of(SourceTree.MAIN, SourceTree.TEST)) {
            assertThat(SourceTree.read(root).filesLongerThan(MAX_FILE_LINES))
                    .as("files of more than %d lines: part them by idea", MAX_FILE_LINES)
                    .isEmpty();
        }
    }

    @Test
    default void methodsAreShort() throws IOException {
        for (var root : List.of(SourceTree.MAIN, SourceTree.TEST)) {
            assertThat(SourceTree.read(root).methodsLongerThan(MAX_METHOD_LINES))
                    .as("methods of more than %d lines: name their steps", MAX_METHOD_LINES)
                    .isEmpty();
        }
    }

    @Test
    default void anythingThrownIsCaughtOnlyWhereNobodyCouldDoBetter() throws IOException {
        assertThat(SourceTree.read(SourceTree.MAIN).catchesOfThrowable())
                .as("catches of Throwable or Error; a new place is argued in LAST_RESORTS")
                .allMatch(found -> LAST_RESORTS.containsKey(found.file()));
    }

    @Test
    default void theRequestPathHasNoSynchronizedBlock() throws IOException {
        assertThat(SourceTree.read(SourceTree.MAIN).synchronizedBlocks())
                .as("synchronized blocks on I/O threads")
                .noneMatch(found -> found.file().matches("flotilla/node/(http|io|balance)/.*|org/xnio/.*"));
    }

    @Test
    default void testsWaitForConditionsAndNeverSleep() throws IOException {
        assertThat(SourceTree.read(SourceTree.TEST).callsOf("Thread.sleep"))
                .as("sleeps in tests: wait for a condition, with a limit")
                .isEmpty();
    }
}
