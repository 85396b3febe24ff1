package flotilla.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Recorder;
import flotilla.discovery.SourceContext;
import flotilla.discovery.SourceEvent;
import flotilla.discovery.SourceEvent.Snapshot;
import flotilla.discovery.SourceEvent.Stale;
import flotilla.discovery.Time;
import flotilla.discovery.UpstreamSource;
import flotilla.discovery.UpstreamSourceContract;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** Against a real DNS server on the loopback. */
class DnsSourceTest implements UpstreamSourceContract {

    private static final Endpoint ONE = Endpoint.of("127.0.0.1", 8001);

    private DnsServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = DnsServer.start();
    }

    @AfterEach
    void endServer() throws IOException {
        server.close();
    }

    @Override
    public UpstreamSource open() {
        return open(server.address(), "");
    }

    private static UpstreamSource open(String servers, String parameters) {
        var uri = URI.create("dns://" + servers + "/shop.example?port=8001&ttl_min=100ms&timeout=300ms" + parameters);
        return DnsSource.of(uri, SourceContext.of(Time.system()));
    }

    @Override
    public void list(List<Endpoint> endpoints) throws IOException {
        server.mood(DnsServer.Mood.ANSWERS);
        server.set(
                "shop.example",
                Type.A,
                0,
                endpoints.stream().map(Endpoint::host).toArray(String[]::new));
    }

    @Override
    public void hide() {
        server.mood(DnsServer.Mood.SERVFAIL);
    }

    @Test
    void listsAddressesOfBothFamiliesOrOfTheOneAskedFor() throws Exception {
        server.set("shop.example", Type.A, 0, "127.0.0.1");
        server.set("shop.example", Type.AAAA, 0, "::1");
        var both = new Recorder<SourceEvent>();
        var one = new Recorder<SourceEvent>();

        try (var any = open();
                var ipv4 = open(server.address(), "&family=ipv4")) {
            any.start(both);
            ipv4.start(one);

            assertThat(UpstreamSourceContract.authorities(both.awaitCount(1).getFirst()))
                    .containsExactly("127.0.0.1:8001", "[0:0:0:0:0:0:0:1]:8001");
            assertThat(one.awaitCount(1)).containsExactly(new Snapshot(List.of(ONE)));
        }
    }

    @Test
    void asksOverTcpWhatDoesNotFitIntoUdp() throws Exception {
        list(List.of(ONE));
        server.mood(DnsServer.Mood.TRUNCATES);
        var heard = new Recorder<SourceEvent>();

        try (var source = open()) {
            source.start(heard);

            assertThat(heard.awaitCount(1)).containsExactly(new Snapshot(List.of(ONE)));
            assertThat(server.queriesOverTcp()).isPositive();
        }
    }

    @Test
    void followsAliasesAlsoOnesThatTheServerDoesNotFollow() throws Exception {
        server.set("shop.example", Type.CNAME, 0, "www.example.");
        server.set("www.example", Type.CNAME, 0, "host.example.");
        server.set("host.example", Type.A, 0, "127.0.0.1");
        var heard = new Recorder<SourceEvent>();

        try (var source = open()) {
            source.start(heard);

            assertThat(heard.awaitCount(1)).containsExactly(new Snapshot(List.of(ONE)));
        }
    }

    @Test
    void asksTheNextServerWhenOneIsSilentOrFails() throws Exception {
        list(List.of(ONE));
        try (var silent = DnsServer.start();
                var failing = DnsServer.start()) {
            silent.mood(DnsServer.Mood.SILENT);
            failing.mood(DnsServer.Mood.SERVFAIL);
            var heard = new Recorder<SourceEvent>();
            var servers = silent.address() + "," + failing.address() + "," + server.address();

            try (var source = open(servers, "")) {
                source.start(heard);

                assertThat(heard.awaitCount(1)).containsExactly(new Snapshot(List.of(ONE)));
                assertThat(silent.queriesOverUdp()).isPositive();
                assertThat(failing.queriesOverUdp()).isPositive();
            }
        }
    }

    @Test
    void keepsWhatItKnowsThroughSilenceAndSaysWhy() throws Exception {
        list(List.of(ONE));
        var heard = new Recorder<SourceEvent>();

        try (var source = open()) {
            source.start(heard);
            heard.awaitCount(1);
            server.mood(DnsServer.Mood.SILENT);
            var stale = (Stale) heard.awaitCount(2).get(1);
            server.mood(DnsServer.Mood.ANSWERS);

            assertThat(stale.reason())
                    .isEqualTo("DNS server " + server.address()
                            + " gave no answer for shop.example.: timed out; keeps what is known and asks again");
            assertThat(heard.awaitCount(3).get(2)).isEqualTo(new Snapshot(List.of(ONE)));
        }
    }

    @Test
    void aNameThatIsGoneIsTroubleFirstAndNobodyLater() throws Exception {
        list(List.of(ONE));
        var heard = new Recorder<SourceEvent>();

        try (var source = open()) {
            source.start(heard);
            heard.awaitCount(1);
            list(List.of());
            var events = heard.awaitCount(3);

            assertThat(((Stale) events.get(1)).reason()).contains("shop.example. does not exist");
            assertThat(events.get(2)).isEqualTo(new Snapshot(List.of()));
        }
    }

    @Test
    void findsANameInTheHostsFileOfThisMachine() throws Exception {
        var heard = new Recorder<SourceEvent>();
        var uri = URI.create("dns://localhost:8001?family=ipv4");

        try (var source = DnsSource.of(uri, SourceContext.of(Time.system()))) {
            source.start(heard);

            assertThat(heard.awaitCount(1)).containsExactly(new Snapshot(List.of(ONE)));
        }
    }
}
