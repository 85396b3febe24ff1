package flotilla.ops.process;

import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.ops.admin.AdminServer;
import flotilla.ops.admin.Page;
import flotilla.ops.admin.ScalePage;
import flotilla.ops.api.AdminApi;
import flotilla.ops.cert.NamedCertificate;
import flotilla.ops.config.Settings;
import flotilla.ops.metrics.ConfigState;
import flotilla.ops.metrics.Metrics;
import flotilla.ops.process.follow.Followers;
import flotilla.ops.process.follow.MetricsFollow;
import flotilla.ops.process.upgrade.HandedSockets;
import flotilla.ops.reload.RunningConfig;
import flotilla.ops.scale.Scale;
import flotilla.ops.settings.NodeSettings;
import flotilla.ops.settings.Trials;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What shows the node, to a collector and on the admin port: known before the node is, and started when it runs.
 *
 * @param still why nothing can be changed now; empty: it can be
 */
record AdminStart(
        Supplier<Settings> settings,
        Time time,
        Sources sources,
        NodeSettings changeable,
        Records records,
        Trials trials,
        Supplier<String> still) {

    /**
     * @param followers gets what follows another configuration
     * @param undo gets how to end it
     */
    Optional<AdminServer> start(
            Node running,
            Optional<RunningConfig> config,
            Scale scale,
            HandedSockets handed,
            Followers followers,
            Deque<Runnable> undo) {
        var metrics = metrics(running, config, scale, followers, undo);
        if (!settings.get().admin().enabled()) {
            return Optional.empty();
        }
        undo.push(trials::close);
        var served = new AdminApi.Served(
                running,
                settings,
                config,
                changeable,
                trials,
                metrics::scrape,
                Metrics.CONTENT_TYPE,
                () -> scalePages(scale),
                Version.own(),
                still);
        var started = AdminApi.start(settings.get().admin(), served, time, handed::admin);
        undo.push(started::close);
        return Optional.of(started);
    }

    private Metrics metrics(
            Node running, Optional<RunningConfig> config, Scale scale, Followers followers, Deque<Runnable> undo) {
        var metrics = new Metrics(
                settings.get().metrics(),
                running,
                sources::sights,
                records.counters().orElseThrow(),
                records.accessLogs()::dropped,
                time);
        undo.push(metrics::close);
        metrics.showConfig(() -> state(config));
        metrics.showTraces(records.tracing()::counts);
        metrics.scale(scale::standings);
        var follow = MetricsFollow.of(metrics, settings.get(), records.origin(), time);
        undo.push(follow::close);
        metrics.showExports(follow::counts);
        followers.add(List.of(follow));
        return metrics;
    }

    private ConfigState state(Optional<RunningConfig> config) {
        var certificates = new ArrayList<ConfigState.Expiry>();
        for (var named : NamedCertificate.all(settings.get())) {
            named.certificate()
                    .map(one -> one.getNotAfter().toInstant())
                    .ifPresent(until -> certificates.add(
                            new ConfigState.Expiry(named.of(), named.use().word(), until)));
        }
        return new ConfigState(
                config.map(running -> running.revision().number()).orElse(0L),
                config.map(RunningConfig::fileRefused).orElse(false),
                certificates);
    }

    private Map<String, Page> scalePages(Scale scale) {
        return new ScalePage(scale::standings)
                .all(settings.get().scale().upstreams().keySet());
    }
}
