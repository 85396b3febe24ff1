package flotilla.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastKnownGoodTest {

    private static final URI SOURCE = URI.create("consul://shop?tag=a");
    private static final List<Endpoint> TWO = List.of(
            new Endpoint("::1", 80, 7, Endpoint.Condition.DRAINING, Map.of("zone", "z")), Endpoint.of("10.0.0.2", 81));

    @TempDir
    Path directory;

    @Test
    void givesBackWhatItKept() {
        copy(SOURCE).save(TWO);

        assertThat(copy(SOURCE).load()).isEqualTo(TWO);
        assertThat(copy(URI.create("consul://shop?tag=b")).load()).isEmpty();
    }

    @Test
    void makesItsDirectoryAndLeavesNothingElseThere() throws IOException {
        var below = directory.resolve("a/b");
        new LastKnownGood<>(Optional.of(below), "shop", SOURCE, Endpoint.class).save(TWO);

        try (var files = Files.list(below)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void doesNotUseACopyThatIsBrokenOrOfAnotherVersion() throws IOException {
        copy(SOURCE).save(TWO);
        var file = onlyFile();
        var good = Files.readString(file);

        for (var bad : List.of(
                "", "{", "[]", good.replace("\"version\" : 1", "\"version\" : 2"), good.replace("81", "810000"))) {
            Files.writeString(file, bad);
            assertThat(copy(SOURCE).load()).isEmpty();
        }
    }

    @Test
    void keepsNothingWithoutADirectory() {
        var nowhere = new LastKnownGood<>(Optional.empty(), "shop", SOURCE, Endpoint.class);
        nowhere.save(TWO);

        assertThat(nowhere.load()).isEmpty();
    }

    private LastKnownGood<Endpoint> copy(URI source) {
        return new LastKnownGood<>(Optional.of(directory), "shop", source, Endpoint.class);
    }

    private Path onlyFile() throws IOException {
        try (var files = Files.list(directory)) {
            return files.findFirst().orElseThrow();
        }
    }
}
