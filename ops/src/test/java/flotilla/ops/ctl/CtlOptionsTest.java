package flotilla.ops.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.Await;
import flotilla.ops.api.AdminNode;
import flotilla.ops.cert.Authority;
import flotilla.ops.cert.CertificateFiles;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options of {@code flotilla ctl} that take a node of their own to show what they do. */
class CtlOptionsTest {

    @TempDir
    private Path directory;

    /** What a command says, and how it ends. */
    private record Said(int exit, String out, String err) {}

    private static Said ctl(AdminNode node, String... words) throws InterruptedException {
        var all = new ArrayList<>(Arrays.asList(words));
        all.addAll(List.of("--admin", node.address()));
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit = Ctl.run(
                all.toArray(String[]::new), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        return new Said(exit, out.toString(UTF_8), err.toString(UTF_8));
    }

    private static String done(AdminNode node, String... words) throws InterruptedException {
        var said = ctl(node, words);
        assertThat(said.exit()).as(said.err()).isEqualTo(Ctl.DONE);
        return said.out();
    }

    @Test
    void aTrialWithFewerRequestsThanWantedIsRolledBack() throws Exception {
        try (var node = AdminNode.start(directory)) {
            done(node, "trial", "set", "shop", "algorithm=random", "--watch", "1s", "--min-requests", "7");
            Await.until(() -> done(node, "trial").contains("is rolled back"));
            assertThat(done(node, "settings")).contains("nothing is set");

            done(node, "trial", "set", "shop", "algorithm=random", "--watch", "1s", "--min-requests", "0");
            Await.until(() -> done(node, "settings").contains("algorithm"));

            assertThat(ctl(node, "trial", "set", "shop", "algorithm=random", "--min-requests", "few")
                            .err())
                    .contains("--min-requests: few (expected: a whole number)");
        }
    }

    @Test
    void theLogHasALongerName() throws Exception {
        try (var node = AdminNode.start(directory)) {
            assertThat(done(node, "log-level", "flotilla.of.a.test", "warn")).contains("flotilla.of.a.test");
            assertThat(done(node, "log-level")).contains("flotilla.of.a.test").isEqualTo(done(node, "log"));
            done(node, "log-level", "flotilla.of.a.test", "default");
        }
    }

    @Test
    void aCertificateIsShownWithItsKey() throws Exception {
        var now = Instant.now();
        var authority = Authority.make("test", Duration.ofDays(1), now);
        var files = new CertificateFiles(directory);
        files.writeCertificate("ca", authority.own().certificate());
        for (var name : List.of("server", "laptop", "stranger")) {
            files.write(name, authority.sign(name, List.of("127.0.0.1"), Duration.ofDays(1), now));
        }
        var admin = """
                { bind: 127.0.0.1:0, tls: { cert_file: %1$s/server.pem, key_file: %1$s/server.key,\
                 client_ca_file: %1$s/ca.pem, clients: { laptop: change } } }\
                """.formatted(directory);
        try (var node = AdminNode.start(directory, admin)) {
            var ca = directory.resolve("ca.pem").toString();
            var cert = directory.resolve("laptop.pem").toString();
            var key = directory.resolve("laptop.key").toString();
            var otherKey = directory.resolve("stranger.key").toString();

            done(node, "drain", "shop", "127.0.0.1:81", "--ca", ca, "--cert", cert, "--key", key);

            assertThat(done(node, "settings", "--ca", ca, "--cert", cert, "--key", key))
                    .contains("drain", "laptop");
            assertThat(ctl(node, "settings", "--ca", ca, "--cert", cert).err())
                    .contains("--key: nothing (expected: --cert and --key)");
            assertThat(ctl(node, "settings", "--ca", ca, "--key", key).err())
                    .contains("--cert: nothing (expected: --cert and --key)");
            assertThat(ctl(node, "settings", "--ca", ca, "--cert", cert, "--key", otherKey)
                            .exit())
                    .isNotEqualTo(Ctl.DONE);
        }
    }
}
