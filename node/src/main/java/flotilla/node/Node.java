package flotilla.node;

import flotilla.discovery.HostNames;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.Fleet;
import flotilla.node.cluster.FleetLimits;
import flotilla.node.cluster.Membership;
import flotilla.node.health.Health;
import flotilla.node.health.Verdict;
import flotilla.node.http.ClientGate;
import flotilla.node.http.InFlightLimit;
import flotilla.node.http.RequestPath;
import flotilla.node.io.BufferBudget;
import flotilla.node.io.IoThreads;
import flotilla.node.io.upstream.Pools;
import flotilla.node.resilience.ClientLimits;
import flotilla.node.route.Faults;
import flotilla.node.route.Overrides;
import flotilla.node.route.Route;
import flotilla.node.route.TableEvent;
import flotilla.node.route.TableKeeper;
import flotilla.node.route.UpstreamState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running proxy node: puts the parts together, starts them, and ends them in the reverse order. */
public final class Node implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration STOP_POLL = Duration.ofMillis(20);
    private static final Duration SOURCES_POLL = Duration.ofMillis(2);
    private static final Duration SOURCES_PATIENCE = Duration.ofMillis(500);

    private final NodeConfig config;
    private final Sources sources;
    private final Time time;
    private final IoThreads threads;
    private final BufferBudget budget;
    private final Pools pools;
    private final TrafficFindings findings;
    private final Health health;
    private final UpstreamViews views;
    private final FleetLimits limits;
    private final ClientLimits clients;
    private final TableKeeper keeper;
    private final InFlightLimit inFlight;
    private final Faults faults;
    private final RequestPath path;
    private final Listeners listeners;
    private final Map<String, Sources.Watch> watches = new ConcurrentHashMap<>();
    private final Optional<Membership> membership;

    private final AtomicBoolean closed = new AtomicBoolean();

    private volatile boolean stopping;
    private volatile Optional<Fleet> fleet = Optional.empty();

    private Node(NodeConfig config, NodeContext context) {
        this.config = config;
        this.membership = context.membership();
        this.sources = context.sources();
        this.time = context.time();
        this.budget = new BufferBudget(config.limits().maxBufferBytes());
        this.threads = IoThreads.start(config.threads(), time, budget);
        this.pools = new Pools(threads.all(), HostNames.system());
        this.findings = new TrafficFindings(this::tell, this::fleet);
        this.health = new Health(time, time.nanos(), new FleetChecks(this::fleet), this::judged, findings);
        var policies = config.upstreams().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, e -> e.getValue().policy(), (a, b) -> a, LinkedHashMap::new));
        this.views = new UpstreamViews(health, findings);
        this.limits = new FleetLimits(time);
        this.clients = new ClientLimits(config.limits().clientRequestsPerMinute(), time);
        this.keeper = new TableKeeper(
                policies,
                config.routes(),
                config.announcedPolicy(),
                health,
                limits,
                new NodeSurroundings(),
                time,
                config.zone());
        this.inFlight = new InFlightLimit(config.limits().maxRequestsInFlight());
        this.faults = new Faults(time);
        this.path = new RequestPath(
                keeper::table,
                context.telemetry(),
                inFlight,
                gate(),
                pools,
                health,
                new NodeBackground(keeper::upstreams, health, this::fleet),
                faults);
        this.listeners = new Listeners(threads.all(), path);
    }

    private ClientGate gate() {
        return config.limits().clientRequestsPerMinute() == 0 ? ClientGate.OPEN : clients::secondsUntil;
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
            node.watch();
            node.awaitSources();
            node.listeners.accept();
            node.fleet = context.membership().map(node::join);
            node.heardOfFleet();
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
     * Most sources know their endpoints at once, and then nobody who connects to a bound port should hear that there are
     * none. For one that does not answer nobody is kept waiting.
     */
    private void awaitSources() {
        new Waiting(time, SOURCES_POLL).until(() -> unheard().isEmpty(), SOURCES_PATIENCE);
    }

    private void watch() {
        config.upstreams().forEach((name, upstream) -> watch(name, upstream.sources()));
        for (var registry : config.announcedBy()) {
            watches.put(
                    "routes of " + registry,
                    sources.watchRoutes(
                            registry,
                            event -> keeper.tell(new TableEvent.RoutesAnnounced(registry.toString(), event))));
        }
    }

    private void watch(String upstream, List<URI> uris) {
        watches.put(upstream, sources.watch(upstream, uris, event -> keeper.tell(new TableEvent.Discovered(event))));
    }

    private Fleet join(Membership place) {
        return Fleet.start(
                place,
                this::endpoints,
                new SharedLimits(limits, clients, keeper::upstreams)::all,
                this::heardOfFleet,
                time,
                place.self().epoch());
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

    /** Whether every configured upstream has heard from its sources once, and the node is not stopping. */
    public boolean ready() {
        return !stopping && unheard().isEmpty();
    }

    private List<String> unheard() {
        var heard = keeper.upstreams().stream()
                .filter(UpstreamState::heard)
                .map(UpstreamState::name)
                .collect(Collectors.toSet());
        return config.upstreams().keySet().stream()
                .filter(name -> !heard.contains(name))
                .toList();
    }

    /** What there is now, for those who show it. */
    public NodeView view() {
        var routes = keeper.table().destinations().stream()
                .map(destination -> destination.route())
                .toList();
        return new NodeView(
                List.<Route>copyOf(routes),
                keeper.upstreams().stream().map(views::of).toList(),
                inFlight.inFlight(),
                listeners.connections(),
                budget.used());
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

    /** The stages that a request goes through, in order. */
    public List<String> stages() {
        return path.stages();
    }

    /** Is not ready any more, and sends clients away with their answers; serves those who come all the same. */
    public void leave() {
        listeners.sendAway();
        stopping = true;
    }

    /** Hands its checks over to the fleet, ends what is in flight within the limit, taking nothing new, then closes. */
    public void stop(Duration limit) {
        leave();
        fleet.ifPresent(Fleet::leave);
        listeners.stopAccepting();
        new Waiting(time, STOP_POLL).until(() -> inFlight.inFlight() == 0, limit);
        if (inFlight.inFlight() > 0) {
            LOG.warn("{} requests were still in flight after {} s and are cut", inFlight.inFlight(), limit.toSeconds());
        }
        close();
    }

    /** Closes at once; what is in flight is cut. */
    @Override
    public void close() {
        stopping = true;
        if (closed.getAndSet(true)) {
            return;
        }
        listeners.close();
        watches.values().forEach(Sources.Watch::close);
        fleet.ifPresentOrElse(
                Fleet::close,
                () -> membership.ifPresent(place -> place.cluster().close()));
        keeper.close();
        faults.close();
        health.close();
        threads.close();
    }

    private final class NodeSurroundings implements TableKeeper.Surroundings {

        @Override
        public void retired(LiveEndpoint endpoint) {
            pools.retire(endpoint);
        }

        @Override
        public void wanted(String upstream, URI source) {
            watch(upstream, List.of(source));
        }

        @Override
        public void unwanted(String upstream) {
            findings.forget(upstream);
            var watch = watches.remove(upstream);
            if (watch != null) {
                watch.close();
            }
        }
    }
}
