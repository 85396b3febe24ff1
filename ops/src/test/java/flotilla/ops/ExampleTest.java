package flotilla.ops;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.config.ConfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The example file is right, and the reference names every key in it. */
class ExampleTest {

    private static final Path EXAMPLE = Path.of("deploy", "flotilla.yaml");

    @Test
    void theExampleIsRight() throws Exception {
        try (var process = FlotillaProcess.start("-t", "-c", EXAMPLE.toString())) {
            assertThat(process.exitCode()).as(process.err()).isZero();
            assertThat(process.out()).isEqualTo(EXAMPLE + ": ok (listeners: 2, upstreams: 2, routes: 5)\n");
        }
    }

    @Test
    void theNodesOfTheComposeFileHaveAConfigurationWithoutAMistake() throws Exception {
        var settings =
                ConfigFile.read(Path.of("deploy/compose/flotilla.yaml"), Sources.load(SourceContext.of(Time.system())));

        assertThat(settings.cluster()).isPresent();
        assertThat(settings.consul().register()).isTrue();
    }

    @Test
    void theReferenceNamesEveryKey() throws Exception {
        var reference = Files.readString(Path.of("README.md"));

        assertThat(Files.readString(EXAMPLE)
                        .lines()
                        .flatMap(line -> Pattern.compile("([a-z_]+): ")
                                .matcher(line.replaceAll("#.*", ""))
                                .results())
                        .map(match -> match.group(1))
                        .filter(key -> !key.matches("web|internal|shop|static|grafana|deploy")))
                .allSatisfy(key -> assertThat(reference).contains("`" + key + "`"));
    }
}
