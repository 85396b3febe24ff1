package flotilla.discovery.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileContentTest {

    @TempDir
    Path directory;

    @Test
    void seesAWriteOfTheSameSizeAndTimeRightAfterARead() throws IOException {
        var file = Files.writeString(directory.resolve("f"), "aa");
        var time = Files.getLastModifiedTime(file);
        var content = new FileContent(file);

        assertThat(content.read()).isEqualTo("aa");
        Files.writeString(file, "bb");
        Files.setLastModifiedTime(file, time);

        assertThat(content.read()).isEqualTo("bb");
    }

    @Test
    void refusesWhatIsTooLongOrNoFileOrNotUtf8() throws IOException {
        var file = directory.resolve("f");
        Files.write(file, new byte[(int) FileContent.MAX_BYTES + 1]);

        assertThatThrownBy(() -> new FileContent(file).read()).hasMessageContaining("at most 8388608");
        assertThatThrownBy(() -> new FileContent(directory).read()).isInstanceOf(NoSuchFileException.class);
        Files.write(file, new byte[] {(byte) 0xff});
        assertThatThrownBy(() -> new FileContent(file).read()).isInstanceOf(CharacterCodingException.class);
    }
}
