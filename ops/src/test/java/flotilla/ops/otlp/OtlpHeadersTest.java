package flotilla.ops.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtlpHeadersTest {

    @TempDir
    private Path directory;

    @Test
    void eachLineIsAHeader() throws Exception {
        var file = Files.writeString(directory.resolve("headers"), "# of the collector\n\nA: b: c\nD:e\n");

        assertThat(OtlpHeaders.of(file, "key").get()).isEqualTo(Map.of("A", "b: c", "D", "e"));
    }

    @Test
    void aLineThatIsNoHeaderIsNamedButNotShown() throws Exception {
        var file = Files.writeString(directory.resolve("headers"), "Good: x\nsecret\n");

        assertThatThrownBy(
                        () -> OtlpHeaders.of(file, "tracing.otlp.headers_file").get())
                .hasMessageContaining("tracing.otlp.headers_file")
                .hasMessageContaining("line 2")
                .hasMessageNotContaining("secret");
    }
}
