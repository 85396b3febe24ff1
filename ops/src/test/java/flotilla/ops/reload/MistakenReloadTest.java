package flotilla.ops.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.config.ConfigError;
import flotilla.ops.config.Configuration;
import flotilla.ops.config.InvalidConfig;
import flotilla.ops.config.Mistakes;
import flotilla.ops.process.NodeProcess;
import flotilla.ops.reload.Revision.By;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MistakenReloadTest {

    @TempDir
    private Path directory;

    @Test
    void aRunningNodeRefusesEachMistakeByNameAndStaysAsItIs() throws Exception {
        var text = Mistakes.RIGHT.replace("8080", "0") + "\nadmin: off\n";
        var file = Files.writeString(directory.resolve("flotilla.yaml"), text);
        var first = Configuration.read(file, Sources.load(SourceContext.of(Time.system())));
        try (var process = NodeProcess.start(first, Time.system())) {
            var config = process.config().orElseThrow();
            var node = process.node();
            var before = node.config();
            var addresses = node.addresses();

            for (var mistake : Mistakes.all()) {
                var refused = catchThrowableOfType(
                        InvalidConfig.class,
                        () -> config.apply(mistake.file(), new By("test", ""), OptionalLong.empty()));

                assertThat(refused).as(mistake.text()).isNotNull();
                assertThat(refused.errors()).extracting(ConfigError::toString).contains(mistake.message());
            }

            assertThat(node.config()).isSameAs(before);
            assertThat(node.addresses()).isEqualTo(addresses);
            assertThat(node.view().routes()).isEqualTo(before.routes());
            assertThat(config.history()).hasSize(1);
            assertThat(config.revision().text()).isEqualTo(text);
        }
    }
}
