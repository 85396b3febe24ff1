package flotilla.ops.scale;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.scale.Learnt.Course;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

    private static final long SEASON = 86_400_000;
    private static final long BUCKET = SEASON / HoltWinters.BUCKETS;

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void place() {
        file = directory.resolve("scale.json");
    }

    private Archive archive() {
        return new Archive(Optional.of(file));
    }

    private Map<String, Learnt> written() {
        return new Notebook(Optional.of(file)).read();
    }

    private static Learnt until(long bucket) {
        var parts = Collections.nCopies(HoltWinters.BUCKETS, 0.5);
        return new Learnt(
                SEASON, 20, 70, new Course(900, bucket - 899, bucket, true, 2.5, 0.01, 0.04, parts), List.of());
    }

    @Test
    void whatALeavingUpstreamHasLearntIsWrittenWithTheOthersAndGivenBack() {
        var archive = archive();
        archive.give("shop", until(1_000));
        archive.keep(Map.of("api", until(1_001)), 1_001 * BUCKET);

        assertThat(written()).isEqualTo(Map.of("shop", until(1_000), "api", until(1_001)));
        assertThat(archive().take("shop")).contains(until(1_000));
        assertThat(archive.take("shop")).contains(until(1_000));
        assertThat(archive.take("shop")).isEmpty();
    }

    @Test
    void whatIsInTheFileStaysThereWhileItIsNotTaken() {
        new Notebook(Optional.of(file)).write(Map.of("shop", until(1_000), "api", until(1_000)));
        var archive = archive();
        assertThat(archive.take("api")).isPresent();
        archive.keep(Map.of("api", until(1_002)), 1_002 * BUCKET);

        assertThat(written()).isEqualTo(Map.of("shop", until(1_000), "api", until(1_002)));
    }

    @Test
    void whatIsTooOldToTellOfTodayGoes() {
        var archive = archive();
        archive.give("shop", until(1_000));
        archive.keep(Map.of("api", until(1_001)), (1_000 + 28L * HoltWinters.BUCKETS) * BUCKET);
        assertThat(written()).containsOnlyKeys("shop", "api");

        archive.keep(Map.of("api", until(1_001)), (1_001 + 28L * HoltWinters.BUCKETS) * BUCKET);
        assertThat(written()).containsOnlyKeys("api");
    }

    @Test
    void thoseThatSawALoadLastStayWhereTheyAreTooMany() {
        var archive = archive();
        for (int i = 0; i < 70; i++) {
            archive.give("shop" + i, until(1_000 + i));
        }
        archive.keep(Map.of(), 1_100 * BUCKET);

        assertThat(written()).hasSize(64).containsKeys("shop6", "shop69").doesNotContainKey("shop5");
    }

    @Test
    void aFileThatNobodyHasAskedForIsLeftAlone() {
        new Notebook(Optional.of(file)).write(Map.of("shop", until(1_000)));
        archive().keep(Map.of(), 1_001 * BUCKET);

        assertThat(written()).containsOnlyKeys("shop");
    }
}
