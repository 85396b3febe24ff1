package flotilla.ops.process;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.node.NodeContext;
import flotilla.node.cluster.FleetPolicy;
import flotilla.node.cluster.hazelcast.Clusters;
import flotilla.node.route.Route;
import flotilla.ops.admin.Page;
import flotilla.ops.admin.ScalePage;
import flotilla.ops.api.AdminApi;
import flotilla.ops.config.Configuration;
import flotilla.ops.config.ConsulUris;
import flotilla.ops.config.Settings;
import flotilla.ops.log.AccessLog;
import flotilla.ops.log.Logging;
import flotilla.ops.metrics.Metrics;
import flotilla.ops.metrics.RequestCounters;
import flotilla.ops.reload.FileWatch;
import flotilla.ops.reload.Reloads;
import flotilla.ops.reload.Revision.By;
import flotilla.ops.reload.RunningConfig;
import flotilla.ops.scale.Scale;
import flotilla.ops.settings.FleetSettings;
import flotilla.ops.tracing.Spans;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node with what runs beside it. It starts from the inside out (logs, node, admin port, registration) and stops the
 * other way round: first nobody is sent here any more, then what is here comes to its end, while the admin port still
 * says that we are not ready, and then the logs are closed.
 *
 * <p>The listeners are bound before anything that only shows figures is loaded.
 */
public final class NodeProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");

    private final Time time;
    private final Optional<Configuration> configuration;

    private volatile Settings settings;

    /** What it runs by, if there is a file. */
    private Optional<RunningConfig> config = Optional.empty();

    private static final By SIGHUP = new By("SIGHUP", "");

    /** How to undo each step of the start, the last one first. */
    private final Deque<Runnable> undo = new ArrayDeque<>();

    /** The node once it runs; the counters, which it needs to start, look into it. */
    private final AtomicReference<Optional<Node>> node = new AtomicReference<>(Optional.empty());

    private Optional<InetSocketAddress> admin = Optional.empty();
    private Optional<Spans> spans = Optional.empty();

    /** What the registry says of how long its answers are kept, if this node is in one. */
    private Supplier<Optional<Duration>> ttl = Optional::empty;

    private Runnable reopen = () -> {};

    /** What advises the number of endpoints, if anything is to be advised. */
    private Optional<Scale> scale = Optional.empty();

    /** Whether the node was stopped, which closes it: once is all it takes. */
    private boolean nodeStopped;

    private NodeProcess(Settings settings, Optional<Configuration> configuration, Time time) {
        this.settings = settings;
        this.configuration = configuration;
        this.time = time;
    }

    /**
     * Starts everything; if a step fails, the steps before it are undone.
     *
     * @throws InvalidValue if the settings cannot be
     * @throws java.io.UncheckedIOException if an address or a file cannot be had, naming it
     */
    public static NodeProcess start(Settings settings, Time time) {
        return start(new NodeProcess(settings, Optional.empty(), time));
    }

    /** The same by a file, which may be read again while it runs. */
    public static NodeProcess start(Configuration configuration, Time time) {
        return start(new NodeProcess(configuration.settings(), Optional.of(configuration), time));
    }

    private static NodeProcess start(NodeProcess process) {
        try {
            process.start();
            return process;
        } catch (RuntimeException e) {
            process.undoAll();
            throw e;
        }
    }

    private void start() {
        settings.errorLog().ifPresent(Logging::toFile);
        int threads = settings.node().threads();
        int writers = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        var accessLog = accessLog(writers);
        spans = spans(writers);
        var counters = settings.admin().enabled()
                ? Optional.of(new RequestCounters(writers, this::routeNames))
                : Optional.<RequestCounters>empty();
        var seed = time.nanos() ^ ProcessHandle.current().pid();
        var sources = Sources.load(new SourceContext(time, settings.state(), seed));
        var fleet = Clusters.of(
                settings.cluster(), FleetPolicy.DEFAULT, ConsulUris.registry(settings.consul()), sources, time, seed);
        var changeable = ChangeableSettings.open(settings, sources, time);
        undo.push(changeable::close);
        var context = NodeContext.of(sources, new Recorder(counters, accessLog, spans), time)
                .withMembership(fleet)
                .withOverrides(changeable.overrides());
        var started = Node.start(settings.node(), context);
        undo.push(() -> {
            if (!nodeStopped) {
                started.close();
            }
        });
        node.set(Optional.of(started));
        changeable.attach(started::override, started.fleet());
        var keyFiles = KeyFiles.watch(settings.node(), started::keysChanged, time);
        undo.push(keyFiles::close);
        startScale(started);
        config = configuration.map(first -> RunningConfig.of(first, sources, time));
        config.ifPresent(running -> running.attach(newer -> follow(started, keyFiles, newer)));
        started.addresses().forEach((name, address) -> LOG.info("listener {}: on {}", name, text(address)));
        settings.pidFile().map(PidFile::write).ifPresent(file -> undo.push(file::close));
        counters.ifPresent(figures -> startAdmin(started, changeable, sources, figures, accessLog));
        config.map(running -> FileWatch.start(running, new Reloads(running), time))
                .ifPresent(watch -> undo.push(watch::close));
        if (settings.consul().register()) {
            register(started, sources);
        }
    }

    /** A listener that is removed has as long for what is under way as the process has when it stops. */
    private void follow(Node running, KeyFiles keyFiles, Settings newer) {
        var before = running.addresses();
        running.reconfigure(newer.node(), newer.stopTimeout());
        settings = newer;
        keyFiles.follow(running.config());
        running.addresses().forEach((name, address) -> {
            if (!address.equals(before.get(name))) {
                LOG.info("listener {}: on {}", name, text(address));
            }
        });
    }

    /** Reads the configuration's file again; what comes of it is for the log. */
    public void reload() {
        config.ifPresentOrElse(
                running -> new Reloads(running).reload(SIGHUP, true),
                () -> LOG.info("configuration: nothing to reload, as there is no file: it was started by options"));
    }

    /** The configuration that it runs by, if it was started by a file. */
    public Optional<RunningConfig> config() {
        return config;
    }

    private Optional<Spans> spans(int writers) {
        // Ids have to differ from those of all other nodes, and not to be foreseen.
        var started = settings.tracing()
                .map(policy -> Spans.start(policy, writers, time, settings.nodeId(), new SecureRandom().nextLong()));
        started.ifPresent(tracing -> undo.push(tracing::close));
        return started;
    }

    private Optional<AccessLog> accessLog(int writers) {
        if (!settings.accessLog().enabled()) {
            return Optional.empty();
        }
        var log = AccessLog.open(settings.accessLog(), writers, time, time.nanos());
        undo.push(log::close);
        reopen = log::reopen;
        return Optional.of(log);
    }

    /** Opens the access log and the log of events anew, after somebody has moved their files away. */
    public void reopenLogs() {
        reopen.run();
        Logging.reopen();
    }

    private Set<String> routeNames() {
        return node.get().stream()
                .flatMap(running -> running.view().routes().stream())
                .map(Route::name)
                .collect(Collectors.toSet());
    }

    private void startScale(Node running) {
        if (!settings.scale().upstreams().isEmpty()) {
            var self = running.fleet().map(fleet -> fleet.self().node()).orElseGet(settings::nodeId);
            var started = Scale.start(settings.scale(), running, this::checks, self, time);
            undo.push(started::close);
            scale = Optional.of(started);
        }
    }

    private Duration checks(String upstream) {
        var configured = settings.node().upstreams().get(upstream);
        return configured == null ? Duration.ZERO : configured.policy().health().interval();
    }

    private void startAdmin(
            Node running,
            FleetSettings changeable,
            Sources sources,
            RequestCounters counters,
            Optional<AccessLog> accessLog) {
        var metrics = new Metrics(
                running,
                sources::sights,
                counters,
                () -> accessLog.map(AccessLog::dropped).orElse(0L),
                time);
        spans.ifPresent(tracing -> metrics.showTraces(tracing::counts));
        undo.push(metrics::close);
        scale.ifPresent(advises -> metrics.scale(advises::standings));
        var served = new AdminApi.Served(
                running,
                () -> settings,
                config,
                changeable,
                metrics::scrape,
                Metrics.CONTENT_TYPE,
                scalePages(),
                version());
        var server = AdminApi.start(settings.admin(), served, time);
        undo.push(server::close);
        admin = Optional.of(server.address());
        LOG.info("admin: on {}", text(server.address()));
    }

    private Map<String, Page> scalePages() {
        return scale.map(advises -> new ScalePage(advises::standings)
                        .all(settings.scale().upstreams().keySet()))
                .orElse(Map.of());
    }

    private static String version() {
        return Optional.ofNullable(NodeProcess.class.getPackage().getImplementationVersion())
                .orElse("(unpackaged)");
    }

    private void register(Node running, Sources sources) {
        var consul = settings.consul();
        var listener = running.addresses().get(consul.listener());
        if (listener == null) {
            throw new InvalidValue("consul.listener", consul.listener(), "the name of a listener");
        }
        var entry = OwnEntry.of(consul, listener, admin);
        var registration = sources.register(ConsulUris.registry(consul), entry);
        undo.push(registration::close);
        ttl = registration::ttl;
        LOG.info(
                "registered as {} in {}",
                entry.id(),
                ConsulUris.registry(consul).getAuthority());
    }

    private static String text(InetSocketAddress address) {
        var host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** The node itself. */
    public Node node() {
        return node.get().orElseThrow();
    }

    /** Where the admin port is, if there is one. */
    public Optional<InetSocketAddress> admin() {
        return admin;
    }

    /** Stops in order, giving requests in flight the time that the settings grant. */
    public void stop() {
        stop(settings.stopTimeout());
    }

    private void stop(Duration limit) {
        if (undo.isEmpty()) {
            return;
        }
        LOG.info(
                "stopping: up to {} s for {} requests in flight",
                limit.toSeconds(),
                node().view().requestsInFlight());
        node().leave();
        if (settings.consul().register()) {
            undo.pop().run();
            waitForDns(limit);
        }
        scale.ifPresent(Scale::close);
        nodeStopped = true;
        node().stop(limit);
        undoAll();
        LOG.info("stopped");
    }

    /** Those who asked DNS a moment ago still come here. */
    private void waitForDns(Duration limit) {
        var wait = LeaveWait.of(settings.consul().leaveWait(), ttl.get());
        if (wait.isZero() || limit.isZero()) {
            return;
        }
        LOG.info("left Consul; serves for {} ms those who have not heard", wait.toMillis());
        try {
            time.pause(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void undoAll() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
    }

    /** Stops at once. */
    @Override
    public void close() {
        stop(Duration.ZERO);
    }
}
