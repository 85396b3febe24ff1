package flotilla.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedFileTest {

    @TempDir
    private Path directory;

    @Test
    void aFileIsReadAlsoThroughALink() throws Exception {
        var file = Files.writeString(directory.resolve("key"), "secret");
        var link = Files.createSymbolicLink(directory.resolve("link"), file);

        assertThat(NamedFile.text(link, UTF_8)).isEqualTo("secret");
        assertThat(NamedFile.beginning(file, 3)).asString().isEqualTo("sec");
    }

    @Test
    void whatHasNoEndIsNotBegun() {
        refused(Path.of("/dev/zero"), "no regular file");
    }

    @Test
    void aPipeIsNotWaitedFor() throws Exception {
        var pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        refused(pipe, "no regular file");
    }

    @Test
    void whatIsTooLargeIsNotRead() throws Exception {
        refused(Files.write(directory.resolve("large"), new byte[(1 << 20) + 1]), "more than 1048576 bytes");
    }

    @Test
    void whatIsNotThereIsSaidToBeMissing() {
        assertThatThrownBy(() -> NamedFile.bytes(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    private static void refused(Path file, String why) {
        assertThatThrownBy(() -> NamedFile.bytes(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }
}
