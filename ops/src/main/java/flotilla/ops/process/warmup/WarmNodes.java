package flotilla.ops.process.warmup;

import flotilla.node.NodeConfig;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.NodeConfig.UpstreamConfig;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.node.resilience.RequestPriority;
import flotilla.node.route.Page;
import flotilla.node.route.RatePolicy;
import flotilla.node.route.Route;
import flotilla.node.route.RouteMatch;
import flotilla.node.route.StaticAnswer;
import flotilla.node.route.UpstreamPolicy;
import flotilla.node.telemetry.Visibility;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the two nodes are told that warm the code up: one I/O thread each, and the defaults of everything. */
final class WarmNodes {

    private static final String NAME = "warm-up";
    private static final String ANSWER = "warm ".repeat(200);

    private WarmNodes() {}

    /** Answers everything by itself. */
    static NodeConfig endpoint() {
        var answers = new Route(
                NAME,
                RouteMatch.any(),
                "",
                "",
                Route.UNLIMITED,
                RatePolicy.DEFAULT,
                Optional.of(new StaticAnswer(200, Page.of(ANSWER))),
                Optional.empty(),
                RequestPriority.NORMAL,
                Visibility.DEFAULT,
                List.of());
        return node(Map.of(), answers);
    }

    /** Forwards everything to that port of the loopback interface. */
    static NodeConfig proxyOf(int port) {
        var source = URI.create("fixed:127.0.0.1:" + port);
        return node(
                Map.of(NAME, new UpstreamConfig(List.of(source), UpstreamPolicy.DEFAULT)),
                new Route(NAME, RouteMatch.any(), NAME, Route.UNLIMITED));
    }

    private static NodeConfig node(Map<String, UpstreamConfig> upstreams, Route route) {
        return new NodeConfig(
                1,
                Map.of(NAME, ListenerPolicy.DEFAULT.withBind("127.0.0.1:0")),
                upstreams,
                List.of(route),
                List.of(),
                UpstreamPolicy.DEFAULT,
                NodeLimits.DEFAULT);
    }
}
