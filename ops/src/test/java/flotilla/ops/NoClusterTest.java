package flotilla.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has no cluster pays nothing for those who do. */
class NoClusterTest {

    @TempDir
    private Path directory;

    @Test
    void aNodeWithoutAClusterLoadsNothingOfHazelcast() throws Exception {
        var classes = directory.resolve("classes.log");
        var environment = Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes);

        try (var process = FlotillaProcess.start(environment, "--bind", "127.0.0.1:0", "--upstream", "127.0.0.1:9")) {
            process.port("listener main");
            process.signal("TERM");
            assertThat(process.exitCode()).isZero();
        }

        assertThat(Files.readString(classes)).contains("flotilla.node.Node ").doesNotContain("com.hazelcast");
    }
}
