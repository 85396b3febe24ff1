package flotilla.ops;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.cert.Authority;
import flotilla.ops.cert.CertificateFiles;
import flotilla.ops.config.ConfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example file is right, and the reference names every key in it. */
class ExampleTest {

    private static final Path EXAMPLE = Path.of("deploy", "flotilla.yaml");

    @Test
    void theExampleIsRightWhereTheFilesAreThatItNames(@TempDir Path directory) throws Exception {
        var authority = Authority.make("edge", Duration.ofDays(30), Instant.now());
        var files = new CertificateFiles(directory);
        files.writeCertificate("ca", authority.own().certificate());
        files.write("node-a", authority.sign("node-a", List.of(), Duration.ofDays(10), Instant.now()));
        Files.writeString(directory.resolve("otlp.headers"), "Authorization: Bearer x\n");
        Files.writeString(directory.resolve("consul.token"), "x\n");
        Files.writeString(directory.resolve("scale.token"), "x\n");
        var file = Files.writeString(
                directory.resolve("flotilla.yaml"),
                Files.readString(EXAMPLE)
                        .replace("/etc/flotilla/", directory + "/")
                        .replace("/run/flotilla/", directory + "/")
                        .replace("/var/log/flotilla/", directory + "/log/"));

        try (var process = FlotillaProcess.start("-t", "-c", file.toString())) {
            assertThat(process.exitCode()).as(process.err()).isZero();
            assertThat(process.out()).isEqualTo(file + ": ok (listeners: 2, upstreams: 2, routes: 5)\n");
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
