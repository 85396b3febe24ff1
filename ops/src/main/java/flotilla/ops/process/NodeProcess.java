package flotilla.ops.process;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.node.NodeContext;
import flotilla.node.cluster.FleetPolicy;
import flotilla.node.cluster.Membership;
import flotilla.node.cluster.hazelcast.Clusters;
import flotilla.ops.admin.AdminServer;
import flotilla.ops.config.Configuration;
import flotilla.ops.config.ConsulUris;
import flotilla.ops.config.Settings;
import flotilla.ops.process.follow.AdminFollows;
import flotilla.ops.process.follow.ErrorLogs;
import flotilla.ops.process.follow.Followers;
import flotilla.ops.process.follow.ScaleFollows;
import flotilla.ops.process.upgrade.Inheritance;
import flotilla.ops.reload.Reloads;
import flotilla.ops.reload.Revision.By;
import flotilla.ops.reload.RunningConfig;
import flotilla.ops.scale.Scale;
import flotilla.ops.settings.NodeSettings;
import flotilla.ops.settings.Trials;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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

    /** For sources and endpoints to answer, before this process takes another one's place. */
    private static final Duration SETTLE = Duration.ofSeconds(10);

    private final Time time;
    private final Optional<Configuration> configuration;
    private final Signals signals;
    private final Succession succession;
    private final WarmStart warmth;
    private final Presence presence;
    private final Supervisor supervisor;

    private volatile Settings settings;

    /** What it runs by, if there is a file. */
    private Optional<RunningConfig> config = Optional.empty();

    private static final By SIGHUP = new By("SIGHUP", "");

    private final Ending ending;

    /** How to undo each step of the start, the last one first. */
    private final Deque<Runnable> undo;

    /** The node once it runs; the counters, which it needs to start, look into it. */
    private final AtomicReference<Optional<Node>> node = new AtomicReference<>(Optional.empty());

    private Optional<InetSocketAddress> admin = Optional.empty();
    private Runnable reopen = () -> {};
    private ErrorLogs errorLog = ErrorLogs.none();

    /** What runs beside the node and changes with it. */
    private Followers followers = new Followers(0);

    private Optional<AdminServer> server = Optional.empty();
    private Optional<PidFile> pidFile = Optional.empty();

    private NodeProcess(
            Settings settings,
            Optional<Configuration> configuration,
            Time time,
            Signals signals,
            Succession succession,
            WarmStart warmth) {
        this.settings = settings;
        this.configuration = configuration;
        this.time = time;
        this.signals = signals;
        this.succession = succession;
        this.warmth = warmth;
        this.presence = new Presence(settings.consul(), settings.admin().tls().isPresent(), time);
        this.supervisor = Supervisor.of(System.getenv(), succession.supervision());
        this.ending = new Ending(succession, supervisor, presence);
        this.undo = ending.undo();
    }

    /**
     * Starts everything; if a step fails, the steps before it are undone.
     *
     * @throws InvalidValue if the settings cannot be
     * @throws java.io.UncheckedIOException if an address or a file cannot be had, naming it
     */
    public static NodeProcess start(Settings settings, Time time) {
        return beside(settings, Optional.empty(), time);
    }

    public static NodeProcess start(Configuration configuration, Time time) {
        return beside(configuration.settings(), Optional.of(configuration), time);
    }

    private static NodeProcess beside(Settings settings, Optional<Configuration> configuration, Time time) {
        var first = Succession.of(Optional.empty(), System.getenv(), time);
        return begun(new NodeProcess(settings, configuration, time, new Signals(), first, WarmStart.none(time)));
    }

    /**
     * The same for a program that is this and nothing else, so that all its code is cold; perhaps in the place of another
     * process.
     *
     * @param configuration that the settings are of, if there is a file; it may be read again while it runs
     * @param signals by which it is asked to stop; also told when another process has taken this one's place
     * @param inheritance what the other process hands over; closed with the result
     */
    public static NodeProcess start(
            Settings settings,
            Optional<Configuration> configuration,
            Time time,
            Signals signals,
            Optional<Inheritance> inheritance) {
        var succession = Succession.of(inheritance, System.getenv(), time);
        return begun(new NodeProcess(settings, configuration, time, signals, succession, WarmStart.cold(time)));
    }

    private static NodeProcess begun(NodeProcess process) {
        try {
            process.start();
            return process;
        } catch (RuntimeException e) {
            process.ending.abandon(process.pidFile, process.settings.process().stopTimeout());
            throw e;
        }
    }

    private void start() {
        var rights = Rights.of(settings);
        errorLog = ErrorLogs.open(settings.process().errorLog(), time);
        Version.say();
        succession.open(settings.process());
        undo.push(succession::close);
        int writers = ioThreads();
        var records = Records.open(settings, writers, time, undo);
        reopen = records.accessLogs()::reopen;
        followers = records.followers(writers);
        followers.add(List.of(errorLog));
        var seed = time.nanos() ^ ProcessHandle.current().pid();
        var sources = Sources.load(new SourceContext(time, settings.state(), seed));
        var fleet = Clusters.of(
                settings.cluster(), FleetPolicy.DEFAULT, ConsulUris.registry(settings.consul()), sources, time, seed);
        var kept = ChangeableSettings.of(settings, sources);
        var changeable = kept.open(settings.nodeId(), time);
        undo.push(changeable::close);
        config = configuration.map(first -> RunningConfig.of(first, sources, time, succession.inherits()));
        config.ifPresent(succession::compare);
        var trials = records.counters().map(figures -> new Trials(changeable, figures::tally, time));
        var standstill = standstill(kept, trials);
        var adminStart = trials.map(
                all -> new AdminStart(() -> settings, time, sources, changeable, records, all, standstill::why));
        var context = NodeContext.of(sources, records.recorder(), time)
                .withMembership(succession.inherits() ? Optional.empty() : fleet)
                .withOverrides(changeable.overrides())
                .withAlsoReady(warmth::done)
                .withOpening(succession.sockets(), running -> takeOver(running, adminStart, rights));
        var keyFiles = serve(context, changeable);
        if (!succession.inherits()) {
            complete(node(), adminStart, rights);
        }
        var following = new Following(followers, node(), keyFiles, newer -> settings = newer);
        config.ifPresent(running -> following.begin(running, time, undo));
        warmth.run(settings.process().warmUp(), signals::stopAsked);
        announce(sources, standstill, writers);
        joinLate(fleet, changeable);
    }

    /** Says that it serves: to the registry, to the process before, and to whoever supervises it. */
    private void announce(Sources sources, Standstill standstill, int threads) {
        presence.begin(node(), admin, sources);
        undo.push(presence::close);
        succession.begin(
                new Yielding(node(), standstill, supervisor, server, pidFile, presence, signals), standstill::end);
        succession.sockets().sayUnused();
        errorLog.start(this::followLog);
        followLog();
        supervisor.ready();
        supervisor.watch(node()::onEveryThread, threads, time);
        undo.push(supervisor::quiet);
        if (warmth.alone()) {
            undo.push(ThreadScheduling.begin(time)::close);
        }
    }

    private Standstill standstill(ChangeableSettings kept, Optional<Trials> trials) {
        var standstill = new Standstill(kept, config, trials);
        if (succession.inherits()) {
            standstill.begin("this process does not serve yet: ask again in a moment");
        }
        return standstill;
    }

    private void joinLate(Optional<Membership> fleet, NodeSettings changeable) {
        if (succession.inherits()) {
            fleet.ifPresent(place -> undo.push(() -> place.cluster().close()));
            succession.joinLate(fleet, node(), changeable, this::surrender);
        }
    }

    private int ioThreads() {
        int threads = settings.node().threads();
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }

    private KeyFiles serve(NodeContext context, NodeSettings changeable) {
        var started = Node.start(settings.node(), context);
        ending.of(started);
        node.set(Optional.of(started));
        changeable.attach(started::override, started.fleet());
        var keyFiles = KeyFiles.watch(settings.node(), started::keysChanged, time);
        undo.push(keyFiles::close);
        Following.tellListeners(started, Map.of());
        return keyFiles;
    }

    /** All is there but clients, who are with the old process still: all else that both have is this one's as well from here on. */
    private void takeOver(Node running, Optional<AdminStart> adminStart, Rights rights) {
        if (succession.inherits()) {
            node.set(Optional.of(running));
            // Before the admin port is this one's as well, which must not say "not ready" in the place of one that is.
            running.settle(SETTLE, succession::bereft);
            warmth.run(settings.process().warmUp(), succession::bereft);
            complete(running, adminStart, rights);
            succession.ready();
        }
    }

    /** What clients do not need, and what may fail. */
    private void complete(Node running, Optional<AdminStart> adminStart, Rights rights) {
        var scale = startScale(running);
        adminStart.ifPresent(start -> startAdmin(start, running, scale));
        succession.takeSignal();
        pidFile = settings.process().pidFile().map(PidFile::write);
        pidFile.ifPresent(file -> undo.push(file::close));
        rights.giveUp(succession.made());
    }

    /** The process before goes on after all: what both have is its own, and whoever was let in here is answered. */
    private void surrender() {
        presence.release();
        signals.stop(Signals.Stop.GRACEFUL);
    }

    /** Reads the configuration's file again; what comes of it is for the log. */
    public void reload() {
        supervisor.reloading(time.nanos());
        config.ifPresentOrElse(
                running -> new Reloads(running).reload(SIGHUP, true),
                () -> LOG.info("configuration: nothing to reload, as there is no file: it was started by options"));
        supervisor.reloaded();
    }

    /** The configuration that it runs by, if it was started by a file. */
    public Optional<RunningConfig> config() {
        return config;
    }

    /** Opens the access log and the log of events anew, after somebody has moved their files away. */
    public void reopenLogs() {
        reopen.run();
        errorLog.reopen();
    }

    /** What is written to its streams follows the log of events. */
    private void followLog() {
        Daemon.followLog(settings.process(), System.getenv());
    }

    private Scale startScale(Node running) {
        var scale = ScaleStart.of(() -> settings, running, time);
        ending.of(scale);
        followers.add(List.of(new ScaleFollows(scale, settings.scale())));
        return scale;
    }

    private void startAdmin(AdminStart start, Node running, Scale scale) {
        server = start.start(running, config, scale, succession.sockets(), followers, undo);
        server.ifPresent(port -> followers.add(List.of(new AdminFollows(port, settings.admin()))));
        admin = server.map(AdminServer::address);
        admin.ifPresent(address -> LOG.info("admin: on {}", OwnAddress.text(address)));
    }

    /** The node itself. */
    public Node node() {
        return node.get().orElseThrow();
    }

    /** Where the admin port is, if there is one. */
    public Optional<InetSocketAddress> admin() {
        return admin;
    }

    /** Stops as it was asked to. */
    public void stop(Signals.Stop how) {
        switch (how) {
            case GRACEFUL -> stop();
            case HANDED_OVER -> ending.drain(settings.process(), signals);
            case FAST -> close();
        }
    }

    /** Stops in order, giving requests in flight the time that the settings grant. */
    public void stop() {
        ending.stop(settings.process().stopTimeout());
    }

    /** Stops at once. */
    @Override
    public void close() {
        ending.stop(Duration.ZERO);
    }
}
