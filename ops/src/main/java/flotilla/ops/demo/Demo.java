package flotilla.ops.demo;

import flotilla.discovery.Time;
import flotilla.node.NodeConfig;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.NodeConfig.UpstreamConfig;
import flotilla.node.balance.BalancePolicy;
import flotilla.node.health.HealthPolicy;
import flotilla.node.health.OutlierPolicy;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.node.route.PoolPolicy;
import flotilla.node.route.Route;
import flotilla.node.route.RouteMatch;
import flotilla.node.route.Timeouts;
import flotilla.node.route.UpstreamPolicy;
import flotilla.ops.admin.AdminPolicy;
import flotilla.ops.config.Settings;
import flotilla.ops.log.Logging;
import flotilla.ops.process.NodeProcess;
import flotilla.ops.process.Signals;
import java.io.Console;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows a node at work: endpoints to kill, a client to watch, figures that move. */
public final class Demo {

    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration READY_LIMIT = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final String ANY = "127.0.0.1:0";

    /**
     * What is asked of the demo.
     *
     * @param consul whether a Consul agent is started and used
     * @param length how long it goes on; empty: until it is stopped
     * @param bind where the node listens, if nobody else does
     * @param admin where its admin port is, if nobody else is there
     */
    public record Wish(boolean consul, Optional<Duration> length, String bind, String admin) {}

    private final Wish wish;
    private final Time time;
    private final PrintStream out;
    private final Signals signals;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    public Demo(Wish wish, Time time, PrintStream out, Signals signals) {
        this.wish = wish;
        this.time = time;
        this.out = out;
        this.signals = signals;
    }

    /**
     * Runs until it is stopped, and ends everything it started.
     *
     * @throws UncheckedIOException if something cannot be started
     */
    public void run() throws InterruptedException {
        try {
            var fleet = begin(Fleet.start(time));
            var source = wish.consul() ? consul(fleet) : Optional.<URI>empty();
            var node = begin(node(source.orElseGet(() -> URI.create(fleet.source()))));
            var address = node.node().addresses().values().iterator().next();
            awaitReady(node);
            var client = begin(Client.start(address, time));
            explain(fleet, address, node.admin().orElseThrow());
            watch(fleet, node, client);
        } finally {
            end();
        }
    }

    /** A node that has not heard from its source yet would answer with 503, as it should. */
    private void awaitReady(NodeProcess node) throws InterruptedException {
        long deadline = time.nanos() + READY_LIMIT.toNanos();
        while (!node.node().ready() && time.nanos() < deadline) {
            time.pause(LOOK);
        }
    }

    private <T extends AutoCloseable> T begin(T part) {
        started.push(part);
        return part;
    }

    private Optional<URI> consul(Fleet fleet) throws InterruptedException {
        var program = LocalConsul.find();
        if (program.isEmpty()) {
            out.println("No consul binary on PATH or in CONSUL_BIN: going on without. Get one from"
                    + " https://developer.hashicorp.com/consul/install and try again.\n");
            return Optional.empty();
        }
        var agent = begin(LocalConsul.start(program.get(), time));
        for (var endpoint : fleet.running()) {
            agent.register(endpoint);
        }
        out.println("Consul:   http://" + agent.agent() + "/ui   the endpoints are its service shop");
        return Optional.of(URI.create("consul://shop?agents=" + agent.agent()));
    }

    /** At the wished addresses, or at any free ones if somebody has those. */
    private NodeProcess node(URI source) {
        try {
            return NodeProcess.start(settings(source, wish.bind(), wish.admin()), time);
        } catch (UncheckedIOException _) {
            return NodeProcess.start(settings(source, ANY, ANY), time);
        }
    }

    private static Settings settings(URI source, String bind, String admin) {
        var policy = new UpstreamPolicy(
                        BalancePolicy.DEFAULT,
                        health(),
                        PoolPolicy.DEFAULT,
                        Timeouts.DEFAULT,
                        UpstreamPolicy.DEFAULT.host())
                .withOutliers(OutlierPolicy.DEFAULT);
        var node = new NodeConfig(
                0,
                Map.of("web", ListenerPolicy.DEFAULT.withBind(bind)),
                Map.of("shop", new UpstreamConfig(List.of(source), policy)),
                List.of(new Route("shop", RouteMatch.any(), "shop", Route.UNLIMITED)),
                List.of(),
                UpstreamPolicy.DEFAULT,
                NodeLimits.DEFAULT);
        return Settings.of(node).withAdmin(new AdminPolicy(admin));
    }

    private static HealthPolicy health() {
        var normal = HealthPolicy.DEFAULT;
        return new HealthPolicy(
                Duration.ofSeconds(1),
                normal.jitter(),
                normal.timeout(),
                1,
                1,
                "/health",
                normal.host(),
                normal.status(),
                normal.body(),
                normal.failures());
    }

    private void explain(Fleet fleet, InetSocketAddress node, InetSocketAddress admin) {
        out.printf("Open:     http://127.0.0.1:%d/            through the node to an endpoint%n", node.getPort());
        out.printf(
                "          http://127.0.0.1:%d/api/v1/upstreams   what the node sees; /metrics and more beside it%n",
                admin.getPort());
        out.println("Try:      kill an endpoint, see it leave, and no request fail; 10 s later it is back");
        for (var one : fleet.running()) {
            out.printf(
                    "          kill -9 %-8d  %s: weight %d, answers in %d ms%n",
                    one.process().pid(),
                    one.member().name(),
                    one.member().weight(),
                    one.member().delay().toMillis());
        }
        out.println("End:      Ctrl-C\n");
        out.flush();
    }

    private void watch(Fleet fleet, NodeProcess node, Client client) throws InterruptedException {
        boolean terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        if (terminal) {
            Logging.warningsOnly();
        }
        var screen = new Screen(out, terminal, time);
        long begun = time.nanos();
        while (!signals.awaitStop(ROUND)) {
            screen.show(node.node().view(), fleet.running(), client.answered(), client.failed());
            long age = time.nanos() - begun;
            if (wish.length().filter(length -> age >= length.toNanos()).isPresent()) {
                return;
            }
        }
    }

    /** The last one first: the client, the node, Consul, the endpoints. */
    private void end() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                out.println("could not end a part of the demo: " + e.getMessage());
            }
        }
    }
}
