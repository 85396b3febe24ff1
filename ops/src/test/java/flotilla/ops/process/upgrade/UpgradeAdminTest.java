package flotilla.ops.process.upgrade;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import flotilla.discovery.Time;
import flotilla.ops.cert.Authority;
import flotilla.ops.cert.CertificateFiles;
import flotilla.ops.config.ClientTls;
import flotilla.ops.status.NodeClient;
import flotilla.ops.status.NodeClient.Wish;
import flotilla.ops.status.RefusedCall;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An admin port with TLS and client certificates, of which another process takes the place. */
class UpgradeAdminTest {

    private static final int PATIENCE_MILLIS = 120_000;
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: ([0-9]+)\r\n");
    private static final Duration A_DAY = Duration.ofDays(1);

    @RegisterExtension
    final UpgradeSite site = new UpgradeSite();

    @TempDir
    private Path certificates;

    private final Map<String, SSLContext> people = new HashMap<>();

    /** The port knows the laptop and Grafana, and has heard of nobody else. */
    private void certify() throws Exception {
        var now = Time.system().now();
        var authority = Authority.make("test", A_DAY, now);
        var files = new CertificateFiles(certificates);
        files.writeCertificate("ca", authority.own().certificate());
        for (var name : List.of("server", "laptop", "grafana", "stranger")) {
            files.write(name, authority.sign(name, List.of("127.0.0.1"), A_DAY, now));
        }
        for (var name : List.of("laptop", "grafana", "stranger", "nobody")) {
            var shown = Optional.of(name).filter(one -> !one.equals("nobody"));
            people.put(
                    name,
                    ClientTls.context(
                            Optional.of(files.certificate("ca")),
                            shown.map(files::certificate),
                            shown.map(files::key)));
        }
        site.admin("{ bind: 127.0.0.1:0, tls: { cert_file: %s, key_file: %s, client_ca_file: %s,"
                        .formatted(files.certificate("server"), files.key("server"), files.certificate("ca"))
                + " clients: { laptop: change, grafana: read } } }");
    }

    private SSLContext tls(String who) {
        return requireNonNull(people.get(who), who);
    }

    private JsonNode ask(String who, int admin, Wish wish) throws Exception {
        try (var client = NodeClient.at("127.0.0.1:" + admin, Optional.empty(), Optional.of(tls(who)))) {
            return client.ask(wish).json();
        }
    }

    private void assertRefused(int status, String who, int admin, Wish wish) {
        assertThatThrownBy(() -> ask(who, admin, wish))
                .as("%s: %s", who, wish)
                .isInstanceOf(RefusedCall.class)
                .hasMessageContaining("answers " + status);
    }

    /** Everybody may there what he may. */
    private void assertRoles(long pid, int admin) throws Exception {
        var look = Wish.get("/process");
        var change = Wish.of("PUT", "/log/levels/flotilla.test", Map.of())
                .with(JsonNodeFactory.instance.objectNode().put("level", "info"));
        for (var known : List.of("laptop", "grafana")) {
            assertThat(ask(known, admin, look).path("pid").longValue()).isEqualTo(pid);
        }
        assertThat(ask("laptop", admin, change)
                        .path("levels")
                        .path("flotilla.test")
                        .textValue())
                .isEqualTo("info");
        assertRefused(403, "grafana", admin, change);
        for (var unknown : List.of("stranger", "nobody")) {
            assertRefused(401, unknown, admin, look);
            assertRefused(401, unknown, admin, change);
        }
    }

    @Test
    void certificatesAndRolesAreTheSameWithTheNewProcessAndAKeptConnectionEndsInOrder() throws Exception {
        certify();
        try (var old = site.start()) {
            site.serving(old);
            int admin = old.port("admin: on ");
            assertRoles(old.pid(), admin);
            try (var kept = tls("grafana").getSocketFactory().createSocket("127.0.0.1", admin)) {
                kept.setSoTimeout(PATIENCE_MILLIS);
                assertThat(look(kept)).startsWith("HTTP/1.1 200 ").contains("\"pid\"");

                try (var next = site.replace(old)) {
                    assertThat(kept.getInputStream().readAllBytes()).isEmpty();
                    assertThat(next.port("admin: on ")).isEqualTo(admin);
                    assertRoles(next.pid(), admin);
                }
            }
        }
    }

    /** Asks over a connection that stays; returns the whole answer. */
    private static String look(Socket connection) throws Exception {
        connection
                .getOutputStream()
                .write("GET /api/v1/process HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(US_ASCII));
        var answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) connection.getInputStream().read());
        }
        var length = LENGTH.matcher(answer);
        assertThat(length.find()).as(answer.toString()).isTrue();
        var body = connection.getInputStream().readNBytes(Integer.parseInt(length.group(1)));
        return answer + new String(body, US_ASCII);
    }
}
