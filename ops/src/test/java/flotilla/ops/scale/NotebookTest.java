package flotilla.ops.scale;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.scale.Learnt.Course;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotebookTest {

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("state/scale.json");
    }

    @Test
    void givesBackWhatWasWritten() {
        var written = Map.of("shop", learnt(true), "api", learnt(false));

        new Notebook(Optional.of(file)).write(written);

        assertThat(new Notebook(Optional.of(file)).read()).isEqualTo(written);
    }

    @Test
    void knowsNothingWithoutAFileAndKeepsNothingWithoutAPlace() {
        var nowhere = new Notebook(Optional.empty());
        nowhere.write(Map.of("shop", learnt(true)));

        assertThat(nowhere.read()).isEmpty();
        assertThat(new Notebook(Optional.of(file)).read()).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''", "{", "[]", "7", "{\"form\": 2, \"upstreams\": {}}", "{\"form\": 1}", "\0\0\0\0\0\0\0\0"})
    void putsAFileAsideThatIsNone(String content) throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);

        assertThat(new Notebook(Optional.of(file)).read()).isEmpty();
        assertThat(file).doesNotExist();
        assertThat(file.resolveSibling("scale.json.unusable")).hasContent(content);
    }

    /** Each is done to one of two upstreams, and the other is read all the same. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"seen\":900            | \"seen\":-1",
                "\"seen\":900            | \"seen\":\"many\"",
                "\"season_millis\":86400000 | \"season_millis\":0",
                "\"last\":1000           | \"last\":-5",
                "\"level\":2.5           | \"level\":1e300",
                "\"level\":2.5           | \"level\":null",
                "\"usual\":0.04          | \"usual\":0",
                "\"parts\":[             | \"parts\":[1.0,",
                "\"parts\":[             | \"parts\":7,\"x\":[",
                "\"errors\":[            | \"errors\":[null,",
                "\"errors\":[            | \"errors\":[\"a\",",
                "\"errors\":[            | \"other\":[",
            })
    void leavesOutAnUpstreamOfWhichSomethingCannotBe(String good, String bad) throws Exception {
        new Notebook(Optional.of(file)).write(Map.of("shop", learnt(true)));
        var entry = Files.readString(file);
        var shop = entry.substring(entry.indexOf("{\"season"), entry.length() - 2);
        assertThat(shop).contains(good);

        Files.writeString(
                file, "{\"form\":1,\"upstreams\":{\"api\":%s,\"shop\":%s}}".formatted(shop, shop.replace(good, bad)));

        assertThat(new Notebook(Optional.of(file)).read()).isEqualTo(Map.of("api", learnt(true)));
    }

    @Test
    void isNoTroubleWhereItCannotBeWritten() throws Exception {
        Files.writeString(directory.resolve("state"), "a file, not a directory");

        new Notebook(Optional.of(file)).write(Map.of("shop", learnt(true)));

        assertThat(directory.resolve("state")).hasContent("a file, not a directory");
    }

    private static Learnt learnt(boolean whole) {
        var random = new SplittableRandom(7);
        var parts = new ArrayList<Double>();
        for (int i = 0; i < HoltWinters.BUCKETS; i++) {
            parts.add(whole || i < 100 ? random.nextInt(1000) / 1000.0 : Double.NaN);
        }
        return new Learnt(
                86_400_000, 20, 70, new Course(900, 1, 1000, whole, 2.5, 0.01, 0.04, parts), List.of(0.1, -0.2, 0.25));
    }
}
