package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.ops.log.AccessLogPolicy;
import flotilla.ops.log.LogFilePolicy;
import flotilla.ops.log.LogPolicy;
import flotilla.ops.metrics.MetricsPolicy;
import flotilla.ops.scale.OutsidePolicy;
import flotilla.ops.settings.SettingsPolicy;
import flotilla.ops.tracing.TracingPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The file's own shape, where it is not that of the records it is made into. Its components are the keys. */
public record Layout(
        int version,
        int threads,
        Optional<Path> pidFile,
        Optional<LogFilePolicy> errorLog,
        Optional<Path> upgradeSock,
        Optional<String> user,
        Optional<String> group,
        AccessLogPolicy accessLog,
        LogPolicy log,
        Optional<TracingPolicy> tracing,
        MetricsPolicy metrics,
        AdminLayout admin,
        ConsulPolicy consul,
        Optional<ClusterLayout> cluster,
        Optional<Path> state,
        SettingsPolicy settings,
        Duration stopTimeout,
        Duration drainTimeout,
        Duration warmUp,
        ReloadPolicy reload,
        String zone,
        NodeLimits limits,
        Map<String, ListenerPolicy> listeners,
        Map<String, UpstreamLayout> upstreams,
        List<RouteLayout> routes,
        OutsidePolicy scale) {

    /** The version of the file's format that this program reads. */
    static final int VERSION = 1;

    public static final Layout DEFAULT = new Layout(
            VERSION,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            AccessLogPolicy.DEFAULT,
            LogPolicy.DEFAULT,
            Optional.empty(),
            MetricsPolicy.DEFAULT,
            AdminLayout.DEFAULT,
            ConsulPolicy.DEFAULT,
            Optional.empty(),
            Optional.empty(),
            SettingsPolicy.DEFAULT,
            ProcessPolicy.DEFAULT.stopTimeout(),
            ProcessPolicy.DEFAULT.drainTimeout(),
            ProcessPolicy.DEFAULT.warmUp(),
            ReloadPolicy.DEFAULT,
            "",
            NodeLimits.DEFAULT,
            Map.of(),
            Map.of(),
            List.of(),
            OutsidePolicy.DEFAULT);

    public Layout {
        new ProcessPolicy(pidFile, errorLog, upgradeSock, stopTimeout, drainTimeout, user, group, warmUp);
        InvalidValue.require(version == VERSION, "version", version, String.valueOf(VERSION));
        InvalidValue.require(threads >= 0 && threads <= 1024, "threads", threads, "0 to 1024");
        InvalidValue.require(
                zone.matches("[A-Za-z0-9._-]{0,64}"),
                "zone",
                zone,
                "letters, digits, dots, dashes, underscores, at most 64");
    }
}
