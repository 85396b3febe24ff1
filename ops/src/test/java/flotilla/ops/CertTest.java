package flotilla.ops;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.config.ConfigFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertTest {

    @TempDir
    private Path directory;

    @Test
    void whatItPrintsIsAConfigurationThatCanBeUsed() throws Exception {
        run("ca", "--out", directory + "/ca");

        var said = run("node", "node-a", "--ca", directory + "/ca", "--out", directory + "/a", "--address", "8.8.8.8");

        var cluster = said.substring(said.indexOf("cluster:")) + "  bind: 8.8.8.8:7443\n";
        var file = Files.writeString(directory.resolve("flotilla.yaml"), """
                version: 1
                listeners: { web: 127.0.0.1:8080 }
                upstreams: { shop: { source: 'fixed:127.0.0.1:81' } }
                routes: [ { upstream: shop } ]
                """ + cluster);
        var policy = ConfigFile.read(file, Sources.load(SourceContext.of(Time.system())))
                .cluster()
                .orElseThrow();
        assertThat(policy.node()).isEqualTo("node-a");
        var tls = policy.tls().orElseThrow();
        assertThat(tls.ca()).isRegularFile();
        assertThat(tls.certificate()).isRegularFile();
        assertThat(tls.key()).isRegularFile();
    }

    private static String run(String... arguments) throws Exception {
        var said = new ByteArrayOutputStream();
        var parsed = new picocli.CommandLine(new CertOptions()).parseArgs(arguments);
        var making = (CertOptions.Making)
                parsed.subcommand().commandSpec().commandLine().getCommand();
        making.run(Time.system(), new PrintStream(said, true, StandardCharsets.UTF_8));
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void wrongUsageIsOneLine() throws Exception {
        try (var process = FlotillaProcess.start("cert", "node", "a", "--ca", directory.toString(), "--out", "x");
                var help = FlotillaProcess.start("cert")) {
            assertThat(process.exitCode()).isEqualTo(1);
            assertThat(process.err())
                    .isEqualTo(
                            "flotilla: " + directory + "/ca.pem: no such file (flotilla cert ca makes an authority)\n");
            assertThat(help.exitCode()).isEqualTo(2);
            assertThat(help.err()).contains("flotilla cert ca --out ca");
        }
    }
}
