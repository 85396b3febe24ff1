package flotilla.ops.system;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.FreePorts;
import flotilla.ops.cert.Authority;
import flotilla.ops.cert.CertificateFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes as an operator sets them up: by configuration files, with certificates of flotilla cert. */
class ConfiguredFleetTest {

    @TempDir
    Path directory;

    @Test
    void nodesFindEachOtherAndTakeLeaveOfEachOther() throws Exception {
        var certificates = certificates("node-a", "node-b");
        int a = FreePorts.next();
        int b = FreePorts.next();

        try (var site = new Site(directory)) {
            var endpoint = site.endpoint("e");
            var first = site.node(configuration(endpoint.port(), "node-a", a, b, certificates));
            var second = site.node(configuration(endpoint.port(), "node-b", b, a, certificates));

            Wait.until("a hears b", () -> first.process().output().contains("member node-b@"));
            Wait.until("b hears a", () -> second.process().output().contains("member node-a@"));
            assertThat(second.process().stop()).isZero();
            Wait.until("a misses b", () -> first.process().output().contains("joined -> left"));
            assertThat(first.process().stop()).isZero();
            assertThat(first.process().output()).doesNotContain("ERROR", "com.hazelcast");
        }
    }

    private CertificateFiles certificates(String... nodes) throws Exception {
        var files = new CertificateFiles(directory);
        var authority = Authority.make("test", Duration.ofDays(400), Instant.now());
        files.write(CertificateFiles.AUTHORITY, authority.own());
        for (var node : nodes) {
            files.write(node, authority.sign(node, List.of("127.0.0.1"), Duration.ofDays(400), Instant.now()));
        }
        return files;
    }

    private static String configuration(int endpoint, String node, int own, int other, CertificateFiles files) {
        return """
                upstreams: { shop: { source: 'fixed:127.0.0.1:%d' } }
                routes: [ { upstream: shop } ]
                cluster:
                  node: %s
                  bind: 127.0.0.1:%d
                  join: 127.0.0.1:%d
                  tls: { ca: %s, certificate: %s, key: %s }
                """.formatted(
                        endpoint,
                        node,
                        own,
                        other,
                        files.certificate(CertificateFiles.AUTHORITY),
                        files.certificate(node),
                        files.key(node));
    }
}
