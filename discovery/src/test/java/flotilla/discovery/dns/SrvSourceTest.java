package flotilla.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Recorder;
import flotilla.discovery.SourceContext;
import flotilla.discovery.SourceEvent;
import flotilla.discovery.SourceEvent.Snapshot;
import flotilla.discovery.Time;
import flotilla.discovery.UpstreamSource;
import flotilla.discovery.UpstreamSourceContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

class SrvSourceTest implements UpstreamSourceContract {

    private static final String SERVICE = "_http._tcp.shop.example";

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
        var uri = URI.create("srv://" + server.address() + "/" + SERVICE + "?ttl_min=100ms&timeout=300ms");
        return DnsSource.of(uri, SourceContext.of(Time.system()));
    }

    @Override
    public void list(List<Endpoint> endpoints) throws IOException {
        server.mood(DnsServer.Mood.ANSWERS);
        var services = new ArrayList<String>();
        for (var endpoint : endpoints) {
            var target = "h" + endpoint.host().replace('.', '-') + ".example.";
            server.set(target, Type.A, 0, endpoint.host());
            services.add("1 1 " + endpoint.port() + " " + target);
        }
        server.set(SERVICE, Type.SRV, 0, services.toArray(String[]::new));
    }

    @Override
    public void hide() {
        server.mood(DnsServer.Mood.SILENT);
    }

    @Test
    void takesTheLowestPriorityAloneWithItsWeights() throws Exception {
        server.set(SERVICE, Type.SRV, 0, "1 5 81 a.example.", "1 0 82 b.example.", "2 9 83 c.example.");
        server.set("a.example", Type.A, 0, "127.0.0.1", "127.0.0.2");
        server.set("b.example", Type.A, 0, "127.0.0.3");
        var heard = new Recorder<SourceEvent>();

        try (var source = open()) {
            source.start(heard);

            assertThat(heard.awaitCount(1))
                    .containsExactly(new Snapshot(List.of(
                            Endpoint.of("127.0.0.1", 81).withWeight(5),
                            Endpoint.of("127.0.0.2", 81).withWeight(5),
                            Endpoint.of("127.0.0.3", 82).withWeight(1))));
        }
    }

    @Test
    void usesAddressesThatCameWithTheAnswer() throws Exception {
        server.set(SERVICE, Type.SRV, 0, "1 1 81 a.example.");
        server.additional(new ARecord(
                Name.fromString("a.example."), DClass.IN, 0, InetAddress.getByAddress(new byte[] {127, 0, 0, 9})));
        var heard = new Recorder<SourceEvent>();

        try (var source = open()) {
            source.start(heard);

            assertThat(heard.awaitCount(1)).containsExactly(new Snapshot(List.of(Endpoint.of("127.0.0.9", 81))));
        }
    }

    @Test
    void aServiceThatIsNotOfferedHasNobody() throws Exception {
        server.set(SERVICE, Type.SRV, 0, "0 0 0 .");
        var heard = new Recorder<SourceEvent>();

        try (var source = open()) {
            source.start(heard);

            assertThat(heard.awaitCount(1)).containsExactly(new Snapshot(List.of()));
        }
    }
}
