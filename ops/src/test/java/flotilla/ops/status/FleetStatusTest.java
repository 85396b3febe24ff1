package flotilla.ops.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import flotilla.discovery.InvalidValue;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.FakeEndpoint;
import flotilla.node.Node;
import flotilla.node.NodeContext;
import flotilla.node.RawClient;
import flotilla.node.cluster.FleetPolicy;
import flotilla.node.cluster.Hub;
import flotilla.node.cluster.Member;
import flotilla.node.cluster.Membership;
import flotilla.node.telemetry.Telemetry;
import flotilla.ops.Await;
import flotilla.ops.admin.AdminPolicy;
import flotilla.ops.admin.AdminServer;
import flotilla.ops.api.AdminApi;
import flotilla.ops.api.AdminApi.Served;
import flotilla.ops.config.CommandLineForm;
import flotilla.ops.config.Settings;
import flotilla.ops.settings.FileStore;
import flotilla.ops.settings.NodeSettings;
import flotilla.ops.settings.Tally;
import flotilla.ops.settings.Trials;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the admin ports of two nodes say of their fleet, and how it is shown. */
class FleetStatusTest {

    private final Hub hub = new Hub();

    private Node node(String name, FakeEndpoint endpoint) {
        var sources = Sources.load(SourceContext.of(Time.system()));
        var upstream = "127.0.0.1:" + endpoint.port();
        var form = new CommandLineForm(
                List.of("127.0.0.1:0"), List.of(upstream), "", "/", 0, "least_requests", "off", "off", 1);
        var self = new Member(name, 1_700_000_000_000L);
        return Node.start(
                form.settings(sources).node(),
                NodeContext.of(sources, Telemetry.NONE, Time.system())
                        .withMembership(Optional.of(new Membership(self, hub.place(self), FleetPolicy.DEFAULT))));
    }

    private static AdminServer admin(Node node) {
        var memory = new FileStore(Optional.empty());
        var settings = NodeSettings.open(memory, new FileStore(Optional.empty()), "node", Time.system());
        var served = new Served(
                node,
                FleetStatusTest::notAskedFor,
                Optional.empty(),
                settings,
                trials(settings),
                () -> "",
                "text/plain",
                Map::of,
                "1",
                () -> "");
        return AdminApi.start(new AdminPolicy("127.0.0.1:0"), served, Time.system(), _ -> Optional.empty());
    }

    private static Trials trials(NodeSettings settings) {
        return new Trials(settings, upstreams -> Tally.NONE, Time.system());
    }

    private static Settings notAskedFor() {
        throw new AssertionError("the cluster has nothing to do with the configuration");
    }

    private static FleetStatus status(AdminServer server) throws Exception {
        try (var client = NodeClient.at("127.0.0.1:" + server.address().getPort())) {
            return FleetStatus.ask(client);
        }
    }

    @Test
    void eachNodeShowsWhatEveryNodeHasUnderWay() throws Exception {
        try (var endpoint = FakeEndpoint.start().hold();
                var one = node("one", endpoint);
                var two = node("two", endpoint);
                var ofOne = admin(one);
                var ofTwo = admin(two);
                var client = new RawClient(one.addresses().values().iterator().next())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

            for (var admin : List.of(ofOne, ofTwo)) {
                var status = Await.first(() -> status(admin), FleetStatusTest::knowsBoth);
                var page = JsonMapper.builder().build().readTree(status.json());
                assertThat(page.path("members")).hasSize(2);
                var inFlight =
                        page.path("upstreams").path(0).path("endpoints").path(0).path("in_flight");
                assertThat(inFlight.path("one").asInt()).isEqualTo(1);
                assertThat(inFlight.path("two").asInt()).isZero();
                assertThat(status.text())
                        .contains("ON one", "ON two", "this node", "2023-11-14T22:13:20Z", " ms")
                        .contains("cluster: joined with 1");
            }
            endpoint.release();
        }
    }

    /** That the request is counted, and that the other node has reported: each node may learn either first. */
    private static boolean knowsBoth(FleetStatus status) {
        return status.text().contains(" ms") && row(status).matches(".*\\s1\\.0\\s.*");
    }

    private static String row(FleetStatus status) {
        return status.text()
                .lines()
                .filter(line -> line.startsWith("main"))
                .findFirst()
                .orElse("");
    }

    @Test
    void aNodeWithoutAClusterIsAFleetOfOne() throws Exception {
        var sources = Sources.load(SourceContext.of(Time.system()));
        var form = new CommandLineForm(
                List.of("127.0.0.1:0"), List.of("127.0.0.1:81"), "", "/", 0, "least_requests", "off", "off", 1);
        try (var node = Node.start(
                        form.settings(sources).node(), NodeContext.of(sources, Telemetry.NONE, Time.system()));
                var admin = admin(node)) {
            Await.until(() -> row(status(admin)).contains("127.0.0.1:81"));

            assertThat(status(admin).text())
                    .contains("alone: no cluster is configured")
                    .contains("ON this node");
        }
    }

    @Test
    void saysWhomItCouldNotAsk() {
        var nobody = NodeClient.at("127.0.0.1:1");
        assertThatThrownBy(() -> FleetStatus.ask(nobody))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot ask http://127.0.0.1:1/api/v1/cluster");
        assertThatThrownBy(() -> NodeClient.at("nonsense"))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("--admin: nonsense");
    }
}
