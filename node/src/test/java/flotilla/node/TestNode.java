package flotilla.node;

import flotilla.discovery.Endpoint;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.NodeConfig.UpstreamConfig;
import flotilla.node.balance.BalancePolicy;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.balance.SlowStart;
import flotilla.node.health.HealthPolicy;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.node.resilience.BreakerPolicy;
import flotilla.node.route.PoolPolicy;
import flotilla.node.route.Route;
import flotilla.node.route.RouteMatch;
import flotilla.node.route.Timeouts;
import flotilla.node.route.UpstreamPolicy;
import flotilla.node.telemetry.Finished;
import flotilla.node.telemetry.Telemetry;
import flotilla.node.telemetry.Tracing;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A real node in this process, in front of fixed endpoints, that remembers what became of its requests. */
public final class TestNode implements AutoCloseable {

    /** What is left of a request. */
    public record Ended(
            String target,
            int status,
            String reason,
            String route,
            String upstream,
            String endpoint,
            int attempts,
            long bytesIn,
            int ioThread,
            long durationNanos,
            long upstreamNanos) {}

    private final List<Ended> ended = new CopyOnWriteArrayList<>();
    private final Node node;

    private TestNode(NodeConfig config, Tracing tracing) {
        var telemetry = new Telemetry() {
            @Override
            public void finished(Finished request) {
                ended.add(of(request));
            }

            @Override
            public Tracing tracing() {
                return tracing;
            }
        };
        node = Node.start(
                config, NodeContext.of(Sources.load(SourceContext.of(Time.system())), telemetry, Time.system()));
    }

    private static Ended of(Finished request) {
        var failure = request.failure();
        return new Ended(
                request.target(),
                request.status(),
                failure == null ? "" : failure.reason().code(),
                request.route(),
                request.upstream(),
                request.endpoint(),
                request.attempts(),
                request.bytesIn(),
                request.ioThread(),
                request.durationNanos(),
                request.upstreamNanos());
    }

    /** The policy of tests: round robin, and health that live traffic does not touch, nor any breaker. */
    public static UpstreamPolicy policy() {
        var health = new HealthPolicy(Duration.ZERO, 0, Duration.ofSeconds(1), 1, 1, "", "", "200", "", 0);
        return new UpstreamPolicy(
                        BalancePolicy.DEFAULT.withAlgorithm("round_robin").withSlowStart(SlowStart.OFF),
                        health,
                        PoolPolicy.DEFAULT,
                        Timeouts.DEFAULT,
                        "keep")
                .withBreaker(BreakerPolicy.OFF);
    }

    public static TestNode before(FakeEndpoint... endpoints) {
        return before(policy(), endpoints);
    }

    public static TestNode before(UpstreamPolicy policy, FakeEndpoint... endpoints) {
        return start(policy, listener -> listener, NodeLimits.DEFAULT, Route.UNLIMITED, endpoints);
    }

    public static TestNode start(
            UpstreamPolicy policy,
            UnaryOperator<ListenerPolicy> listener,
            NodeLimits limits,
            long maxBody,
            FakeEndpoint... endpoints) {
        var ports = List.of(endpoints).stream().map(FakeEndpoint::port).toList();
        return start(policy, listener, limits, maxBody, ports);
    }

    /** Before endpoints of a test's own, by their ports on loopback. */
    public static TestNode start(
            UpstreamPolicy policy,
            UnaryOperator<ListenerPolicy> listener,
            NodeLimits limits,
            long maxBody,
            List<Integer> ports) {
        var source = ports.stream()
                .map(port -> Endpoint.of("127.0.0.1", port).authority())
                .collect(Collectors.joining(",", "fixed:", ""));
        return start(policy, listener, limits, maxBody, URI.create(source));
    }

    /** In front of whatever a source lists. */
    public static TestNode start(
            UpstreamPolicy policy,
            UnaryOperator<ListenerPolicy> listener,
            NodeLimits limits,
            long maxBody,
            URI source) {
        return start(policy, listener, limits, new Route("all", RouteMatch.any(), "app", maxBody), source);
    }

    /** Before endpoints that a source lists, as one route says. */
    public static TestNode start(
            UpstreamPolicy policy, UnaryOperator<ListenerPolicy> listener, NodeLimits limits, Route route, URI source) {
        return start(policy, listener, limits, List.of(route), source);
    }

    /** The same with several routes. */
    public static TestNode start(
            UpstreamPolicy policy,
            UnaryOperator<ListenerPolicy> listener,
            NodeLimits limits,
            List<Route> routes,
            URI source) {
        return of(new NodeConfig(
                2,
                Map.of("web", listener.apply(ListenerPolicy.DEFAULT.withBind("127.0.0.1:0"))),
                Map.of("app", new UpstreamConfig(List.of(source), policy)),
                routes,
                List.of(),
                UpstreamPolicy.DEFAULT,
                limits));
    }

    /** As a whole configuration says; its listener is called web. */
    public static TestNode of(NodeConfig config) {
        return of(config, Tracing.OFF);
    }

    /** The same, with traces. */
    public static TestNode of(NodeConfig config, Tracing tracing) {
        return new TestNode(config, tracing).awaitReady();
    }

    private TestNode awaitReady() {
        await(node::ready);
        return this;
    }

    /** Waits for a condition, two minutes at most: machines that build are slow. */
    public static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        try {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new TimeoutException("two minutes have passed");
                }
                LockSupport.parkNanos(500_000);
            }
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    public Node node() {
        return node;
    }

    /** The policy of tests with other time limits. */
    public static UpstreamPolicy policy(Timeouts timeouts) {
        return policy().withTimeouts(timeouts);
    }

    /** The policy of tests with other limits of connections. */
    public static UpstreamPolicy policy(PoolPolicy pool) {
        return policy().withPool(pool);
    }

    /** The policy of tests, balanced in another way. */
    public static UpstreamPolicy policy(BalancePolicy balance) {
        return policy().withBalance(balance);
    }

    /** The policy of tests with other checks. */
    public static UpstreamPolicy policy(HealthPolicy health) {
        return policy().withHealth(health);
    }

    /** The endpoint that its source lists at this place. */
    public LiveEndpoint endpoint(int index) {
        return endpoints().get(index);
    }

    public List<LiveEndpoint> endpoints() {
        return node.view().upstreams().getFirst().endpoints().stream()
                .map(NodeView.EndpointView::endpoint)
                .toList();
    }

    /** Waits until nothing is left of any request: none in flight, no lease, no memory held for it. */
    public void awaitQuiet() {
        await(() -> {
            var view = node.view();
            return view.requestsInFlight() == 0
                    && view.bufferBytes() == 0
                    && endpoints().stream().allMatch(endpoint -> endpoint.inFlight() == 0);
        });
    }

    /** Waits until no connection is left either, on neither side. */
    public void awaitDisconnected() {
        awaitQuiet();
        await(() -> node.view().clientConnections() == 0
                && endpoints().stream().allMatch(endpoint -> endpoint.connections() == 0));
    }

    public InetSocketAddress address() {
        return Objects.requireNonNull(node.addresses().get("web"));
    }

    public RawClient client() {
        return new RawClient(address());
    }

    /** The requests that have ended, once there are at least this many. */
    public List<Ended> ended(int count) {
        await(() -> ended.size() >= count);
        return List.copyOf(ended);
    }

    @Override
    public void close() {
        node.close();
    }
}
