package flotilla.ops.changes;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.FlotillaProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run of the chaos that {@code ops/bench/changes} makes for 50 minutes. */
class ChaosOfChangesTest {

    private static final long SEED = 20_26;

    @TempDir
    private Path directory;

    @Test
    void nothingFailsWhileEverythingChanges() throws Exception {
        try (var chaos =
                new ChaosOfChanges(directory, file -> FlotillaProcess.start("-c", file.toString()), 60, SEED)) {
            chaos.change(300, 12, 15);
            chaos.load().close();

            assertThat(chaos.load().failures()).as("seed " + SEED).isEmpty();
            assertThat(chaos.load().answered()).isGreaterThan(100);
            assertThat(chaos.load().transfers()).isPositive();
            assertThat(chaos.node().err()).doesNotContain("defect", "could not be handled");
        }
    }
}
