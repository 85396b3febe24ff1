package flotilla.node;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.NodeConfig.UpstreamConfig;
import flotilla.node.cluster.FleetPolicy;
import flotilla.node.cluster.Hub;
import flotilla.node.cluster.Member;
import flotilla.node.cluster.Membership;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.node.route.Route;
import flotilla.node.route.RouteMatch;
import flotilla.node.route.UpstreamPolicy;
import flotilla.node.telemetry.Telemetry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Nodes of one fleet in this process, before the same endpoints, over real sockets. */
public final class TestFleet implements AutoCloseable {

    private final Hub hub = new Hub();
    private final List<Node> nodes = new ArrayList<>();
    private final NodeConfig config;

    public TestFleet(UpstreamPolicy policy, List<String> names, FakeEndpoint... endpoints) {
        var source = Stream.of(endpoints)
                .map(endpoint -> endpoint.endpoint().authority())
                .collect(Collectors.joining(",", "fixed:", ""));
        config = new NodeConfig(
                1,
                Map.of("web", ListenerPolicy.DEFAULT.withBind("127.0.0.1:0").withExplainTo(List.of("127.0.0.1"))),
                Map.of("app", new UpstreamConfig(List.of(URI.create(source)), policy)),
                List.of(new Route("all", RouteMatch.any(), "app", Route.UNLIMITED)),
                List.of(),
                UpstreamPolicy.DEFAULT,
                NodeLimits.DEFAULT);
        names.forEach(this::join);
    }

    /** Starts another node. */
    public final Node join(String name) {
        var self = new Member(name, 1);
        var node = Node.start(
                config,
                NodeContext.of(Sources.load(SourceContext.of(Time.system())), Telemetry.NONE, Time.system())
                        .withMembership(Optional.of(new Membership(self, hub.place(self), FleetPolicy.DEFAULT))));
        nodes.add(node);
        return node;
    }

    /** Those that have not been ended. */
    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** Waits until every node has heard from every other. */
    public void awaitTogether() {
        for (var node : nodes) {
            TestNode.await(
                    () -> node.ready() && node.fleet().orElseThrow().peers().size() == nodes.size() - 1);
        }
    }

    public RawClient client(Node node) {
        return new RawClient(node.addresses().values().iterator().next());
    }

    /** Ends one of the nodes. */
    public void end(Node node) {
        nodes.remove(node);
        node.close();
    }

    /** Begins to stop one of the nodes in order, giving requests in flight that long. */
    public Thread stop(Node node, Duration limit) {
        nodes.remove(node);
        return Thread.ofVirtual().start(() -> node.stop(limit));
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
    }
}
