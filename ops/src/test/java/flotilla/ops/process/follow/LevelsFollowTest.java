package flotilla.ops.process.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LevelsFollowTest {

    @TempDir
    private Path directory;

    private static boolean talks(String logger) {
        return LoggerFactory.getLogger(logger).isDebugEnabled();
    }

    @Test
    void levelsFollowAndAreAsTheyWereWhenTheProcessEnds() throws Exception {
        var logger = "flotilla.levels.follow";
        try (var node = RunningNode.start(directory, "admin: off\nlog: { levels: { " + logger + ": debug } }\n")) {
            assertThat(talks(logger)).isTrue();
            assertThat(talks(logger + ".other")).isTrue();

            node.follow("admin: off\nlog: { levels: { " + logger + ".other: trace } }\n");
            assertThat(talks(logger)).isFalse();
            assertThat(talks(logger + ".other")).isTrue();
        }

        assertThat(talks(logger + ".other")).isFalse();
    }

    @Test
    void theLevelOfAllIsOneWord() throws Exception {
        try (var node = RunningNode.start(directory, "admin: off\n")) {
            assertThat(talks("flotilla.levels")).isFalse();
            node.follow("admin: off\nlog: debug\n");
            assertThat(talks("flotilla.levels")).isTrue();
            node.follow("admin: off\n");
            assertThat(talks("flotilla.levels")).isFalse();
        }
    }
}
