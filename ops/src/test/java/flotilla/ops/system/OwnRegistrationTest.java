package flotilla.ops.system;

import static flotilla.ops.system.ConsulServiceTest.service;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.discovery.UpstreamEvent;
import flotilla.discovery.consul.ConsulAgent;
import flotilla.ops.cert.Authority;
import flotilla.ops.cert.CertificateFiles;
import flotilla.ops.system.Site.RunningNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients find the fleet through DNS: each node writes itself into Consul, and takes itself out before it stops. */
class OwnRegistrationTest {

    @TempDir
    Path directory;

    /** How long the nodes wait for those clients, they find out themselves. */
    @Test
    void clientsThatFollowDnsLoseNothingWhenANodeLeaves() throws Exception {
        try (var site = new Site(directory);
                var consul = ConsulAgent.configured("dns_config { service_ttl { \"*\" = \"2s\" } }")) {
            consul.register(service(site.endpoint("a")));
            var one = site.node(configuration(consul));
            var two = site.node(configuration(consul));
            var named = new AtomicReference<Set<Integer>>(Set.of());

            try (var watch = Sources.load(SourceContext.of(Time.system()))
                    .watch("fleet", List.of(fleet(consul)), event -> named.set(ports(event, named.get())))) {
                assertThat(watch).isNotNull();
                Wait.until("both nodes in DNS", () -> named.get().equals(Set.of(one.port(), two.port())));
                try (var load = Load.start(() -> Host.HERE.at(anyOf(named.get())), 8, "system.test")) {
                    load.awaitOnly(1_000, "a");

                    assertThat(one.process().stop()).isZero();

                    assertThat(named.get()).containsExactly(two.port());
                    load.awaitOnly(1_000, "a");
                    load.requireNoFailure();
                }
            }
        }
    }

    @Test
    void aNodeThatIsKilledLeavesDnsWhenItsCheckFails() throws Exception {
        try (var site = new Site(directory);
                var consul = ConsulAgent.start()) {
            consul.register(service(site.endpoint("a")));
            RunningNode node = site.node(configuration(consul));
            Wait.until("the node is listed", () -> listed(consul).contains(":" + node.port()));

            node.process().kill();

            Wait.until("the node is no longer listed", () -> !listed(consul).contains(":" + node.port()));
        }
    }

    /** The agent knows nobody who signs, and has no certificate to show. */
    @Test
    void aNodeWhoseAdminPortSpeaksTlsIsListed() throws Exception {
        var files = new CertificateFiles(directory);
        var authority = Authority.make("operators", Duration.ofDays(1), Instant.now());
        files.writeCertificate("ca", authority.own().certificate());
        files.write("node", authority.sign("node", List.of("127.0.0.1"), Duration.ofDays(1), Instant.now()));
        try (var site = new Site(directory);
                var consul = ConsulAgent.start()) {
            consul.register(service(site.endpoint("a")));

            var node = site.nodeWithAdminTls(
                    "{ cert_file: %s, key_file: %s, client_ca_file: %s, clients: { laptop: change } }"
                            .formatted(files.certificate("node"), files.key("node"), files.certificate("ca")),
                    configuration(consul));

            Wait.until("the node is listed", () -> listed(consul).contains(":" + node.port()));
        }
    }

    private static int anyOf(Set<Integer> ports) {
        var all = List.copyOf(ports);
        return all.get(ThreadLocalRandom.current().nextInt(all.size()));
    }

    private static String listed(ConsulAgent consul) throws Exception {
        return consul.get("/v1/health/service/flotilla?passing=true").replace(" ", "");
    }

    private static URI fleet(ConsulAgent consul) {
        return URI.create("srv://" + consul.dns() + "/flotilla.service.consul?ttl_max=1s");
    }

    private static Set<Integer> ports(UpstreamEvent event, Set<Integer> before) {
        return switch (event) {
            case UpstreamEvent.Changed(var upstream) ->
                upstream.endpoints().stream().map(Endpoint::port).collect(Collectors.toSet());
            case UpstreamEvent.Stale _ -> before;
        };
    }

    private static String configuration(ConsulAgent consul) {
        return """
                consul: { agents: [ '%s' ], register: true }
                """.formatted(consul.address()) + ConsulServiceTest.shop(consul);
    }
}
