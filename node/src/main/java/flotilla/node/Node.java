package flotilla.node;

import flotilla.discovery.HostNames;
import flotilla.discovery.Time;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.Fleet;
import flotilla.node.cluster.FleetLimits;
import flotilla.node.cluster.Membership;
import flotilla.node.health.Health;
import flotilla.node.health.Verdict;
import flotilla.node.http.RequestPath;
import flotilla.node.io.IoThread;
import flotilla.node.io.IoThreads;
import flotilla.node.io.upstream.Pools;
import flotilla.node.route.Faults;
import flotilla.node.route.Overrides;
import flotilla.node.route.Route;
import flotilla.node.route.TableEvent;
import flotilla.node.route.TableKeeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** One running proxy node: puts the parts together, starts them, and ends them in the reverse order. */
public final class Node implements AutoCloseable {

    private final Time time;
    private final IoThreads threads;
    private final NodeBounds bounds;
    private final Pools pools;
    private final TrafficFindings findings;
    private final Health health;
    private final UpstreamViews views;
    private final FleetLimits limits;
    private final TableKeeper keeper;
    private final Readiness readiness;
    private final Faults faults;
    private final RequestPath path;
    private final Listeners listeners;
    private final Watches watches;
    private final Reconfiguration reconfiguration;
    private final Optional<Membership> membership;

    private final AtomicBoolean closed = new AtomicBoolean();

    private volatile NodeConfig config;
    private volatile boolean stopping;
    private volatile Optional<Fleet> fleet = Optional.empty();

    private Node(NodeConfig config, NodeContext context) {
        this.config = config;
        this.membership = context.membership();
        this.time = context.time();
        this.bounds = new NodeBounds(config.limits(), time);
        this.threads = IoThreads.start(config.threads(), time, bounds.buffers());
        this.pools = new Pools(threads.all(), HostNames.system());
        this.findings = new TrafficFindings(this::tell, this::fleet);
        this.health = new Health(time, time.nanos(), new FleetChecks(this::fleet), this::judged, findings);
        this.views = new UpstreamViews(health, findings);
        this.limits = new FleetLimits(time);
        this.keeper = new TableKeeper(config.table(), health, limits, new NodeSurroundings(), time);
        this.readiness = new Readiness(keeper, context.alsoReady(), time);
        this.watches = new Watches(context.sources(), keeper::tell);
        this.faults = new Faults(time);
        this.path = new RequestPath(
                keeper::table,
                context.telemetry(),
                bounds.requests(),
                bounds::secondsUntil,
                pools,
                health,
                new NodeBackground(keeper::upstreams, health, this::fleet),
                faults);
        this.listeners = new Listeners(threads.all(), path, context.sockets(), time);
        this.reconfiguration = new Reconfiguration(keeper, watches, listeners, bounds, faults, path, time);
    }

    /**
     * Binds every listener and serves from then on.
     *
     * @throws flotilla.discovery.InvalidValue if the configuration cannot be, naming the place
     * @throws UncheckedIOException if a listener cannot be bound, naming the address
     */
    public static Node start(NodeConfig config, NodeContext context) {
        var node = new Node(config, context);
        try {
            node.path.prepare(config.routes());
            node.override(context.overrides());
            node.listeners.bind(config.listeners());
            node.watches.start(config);
            node.readiness.awaitSources(config);
            context.opening().accept(node);
            node.listeners.accept();
            context.membership().ifPresent(node::joinFleet);
            return node;
        } catch (IOException e) {
            node.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    /**
     * Waits until it knows as much as one that has served for a while: every upstream has heard from its sources, and every
     * endpoint that is checked has answered a check, which decides alone. For {@link NodeContext#opening}.
     *
     * @param limit for all of that; who is not heard by then is not waited for
     * @param hurry asked again and again: whether to wait no longer
     */
    public void settle(Duration limit, BooleanSupplier hurry) {
        readiness.settle(config, health, limit, hurry);
    }

    /** Takes a place in a fleet, for one that was started without; it is closed with the node. Once at most. */
    public void joinFleet(Membership place) {
        fleet = Optional.of(Fleet.start(
                place,
                this::endpoints,
                new SharedLimits(limits, bounds, keeper::upstreams)::all,
                this::heardOfFleet,
                time,
                place.self().epoch()));
        heardOfFleet();
    }

    private void heardOfFleet() {
        fleet.ifPresent(present -> keeper.tell(new TableEvent.FleetChanged(present.health())));
    }

    private List<LiveEndpoint> endpoints() {
        return keeper.upstreams().stream()
                .flatMap(upstream -> upstream.endpoints().stream())
                .toList();
    }

    private void tell(TableEvent event) {
        keeper.tell(event);
    }

    private void judged(LiveEndpoint endpoint, Verdict verdict) {
        keeper.tell(new TableEvent.HealthChanged(endpoint, verdict));
        if (!verdict.up() && verdict.byTraffic()) {
            var breaker = health.breaker(endpoint);
            findings.opened(endpoint, breaker == null ? 0 : breaker.lostOfThousand());
        }
    }

    /** Where each listener is bound, by name. */
    public Map<String, InetSocketAddress> addresses() {
        return listeners.addresses();
    }

    /**
     * Lets another configuration count in place of the present one, as one table, and returns once it does. All that it
     * leaves as it was goes on untouched: endpoints with their connections, counts, breakers and health, balancers' places,
     * budgets, limits, sessions, watches and sockets. Overrides go on counting over it.
     *
     * @param limit for requests under way at listeners that go
     * @throws flotilla.discovery.InvalidValue if it cannot be, or not without a restart, naming the place; then all stays
     *     as it was
     * @throws UncheckedIOException if a listener cannot be bound, naming the address; then all stays as it was
     */
    public synchronized void reconfigure(NodeConfig newer, Duration limit) {
        if (stopping) {
            throw new IllegalStateException("the node is stopping");
        }
        var next = KeptKeys.in(newer, config);
        var gone = new HashSet<>(config.upstreams().keySet());
        gone.removeAll(next.upstreams().keySet());
        reconfiguration.run(config, next, limit);
        config = next;
        gone.forEach(findings::forget);
        if (stopping) {
            // It was told to stop meanwhile, and has not seen what is new.
            listeners.sendAway();
        }
        if (closed.get()) {
            listeners.close();
            watches.close();
        }
    }

    /** The configuration that counts, with the key rings that its sessions go by. */
    public NodeConfig config() {
        return config;
    }

    /**
     * Whether every configured upstream has heard from its sources once, what its context asks for besides holds, and the
     * node is not stopping. Once it was ready,
     * another configuration does not take that back.
     */
    public boolean ready() {
        return readiness.reached(config) && !stopping;
    }

    /** What there is now, for those who show it. */
    public NodeView view() {
        var routes = keeper.table().destinations().stream()
                .map(destination -> destination.route())
                .toList();
        return new NodeView(
                List.<Route>copyOf(routes),
                keeper.upstreams().stream().map(views::of).toList(),
                bounds.requests().inFlight(),
                listeners.connections(),
                bounds.buffers().used());
    }

    /** What is counted of its ports and threads. */
    public NodeFigures figures() {
        return new NodeFigures(
                listeners.figures(),
                threads.all().stream().map(IoThread::lateness).toList());
    }

    /** Keys of sticky sessions were replaced in their rings: sessions go by them from the next table on. */
    public void keysChanged() {
        keeper.tell(new TableEvent.KeysChanged());
    }

    /** Its drills. */
    public Faults faults() {
        return faults;
    }

    /** The fleet it is one of, if it is. */
    public Optional<Fleet> fleet() {
        return fleet;
    }

    /** Lets these overrides count from now on, in place of those before. */
    public void override(Overrides overrides) {
        keeper.tell(new TableEvent.Overridden(overrides));
    }

    /** Runs a task on each I/O thread soon, as many times as there are threads. */
    public void onEveryThread(Runnable task) {
        threads.all().forEach(thread -> thread.execute(task));
    }

    /** The stages that a request goes through, in order. */
    public List<String> stages() {
        return path.stages();
    }

    /** Is not ready any more, and sends clients away with their answers; serves those who come all the same. */
    public void leave() {
        listeners.sendAway();
        stopping = true;
    }

    /** The listening sockets of each listener, by name, for another process that is to have them as well. */
    public Map<String, List<ServerSocketChannel>> sockets() {
        return listeners.sockets();
    }

    /**
     * Another process serves in its place from now on, with its listening sockets: leaves the fleet at once and accepts no
     * more. Connections that it has go on, and end with their next answer; {@link #drain} waits for that.
     */
    public void giveWay() {
        listeners.stopAccepting();
        watches.close();
        var left = fleet;
        fleet = Optional.empty();
        left.ifPresent(Fleet::close);
    }

    /**
     * Waits until every client is gone that {@link #giveWay} has left; whoever is not gone then is cut by {@link #close}.
     *
     * @param grace for those that ask nothing, who are sent away then
     * @param limit for those whose requests are in flight
     * @param hurry asked again and again: whether to wait no longer
     */
    public void drain(Duration grace, Duration limit, BooleanSupplier hurry) {
        lastClients().awaitAll(grace, limit, hurry);
    }

    /** Hands its checks over to the fleet, ends what is in flight within the limit, taking nothing new, then closes. */
    public void stop(Duration limit) {
        leave();
        fleet.ifPresent(Fleet::leave);
        listeners.stopAccepting();
        lastClients().awaitAnswers(limit);
        close();
    }

    private LastClients lastClients() {
        return new LastClients(listeners, bounds.requests()::inFlight, time);
    }

    /** Closes at once; what is in flight is cut. */
    @Override
    public void close() {
        stopping = true;
        if (closed.getAndSet(true)) {
            return;
        }
        listeners.close();
        watches.close();
        fleet.ifPresentOrElse(
                Fleet::close,
                () -> membership.ifPresent(place -> place.cluster().close()));
        keeper.close();
        faults.close();
        health.close();
        threads.close();
        path.close();
    }

    private final class NodeSurroundings implements TableKeeper.Surroundings {

        @Override
        public void retired(LiveEndpoint endpoint) {
            pools.retire(endpoint);
        }

        @Override
        public void wanted(String upstream, URI source) {
            watches.watchService(upstream, source);
        }

        @Override
        public void unwanted(String upstream) {
            findings.forget(upstream);
            watches.forgetService(upstream);
        }
    }
}
