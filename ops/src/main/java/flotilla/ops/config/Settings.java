package flotilla.ops.config;

import flotilla.node.NodeConfig;
import flotilla.node.cluster.hazelcast.ClusterPolicy;
import flotilla.ops.admin.AdminPolicy;
import flotilla.ops.log.AccessLogPolicy;
import flotilla.ops.log.LogPolicy;
import flotilla.ops.metrics.MetricsPolicy;
import flotilla.ops.scale.ScaleRules;
import flotilla.ops.settings.SettingsPolicy;
import flotilla.ops.tracing.TracingPolicy;
import java.nio.file.Path;
import java.util.Optional;

/**
 * All that one process is told, from a file or a command line.
 *
 * @param node the proxy itself
 * @param log how much the log of events says
 * @param tracing empty: there are no traces
 * @param cluster that this node is in; empty: none
 * @param state a directory for last known good copies of what discovery said
 * @param changeable where the settings that are changed at run time are kept
 * @param process the process that it runs in
 * @param scale what is advised of the number of endpoints, and to whom
 */
public record Settings(
        NodeConfig node,
        AccessLogPolicy accessLog,
        LogPolicy log,
        Optional<TracingPolicy> tracing,
        MetricsPolicy metrics,
        AdminPolicy admin,
        ConsulPolicy consul,
        Optional<ClusterPolicy> cluster,
        Optional<Path> state,
        SettingsPolicy changeable,
        ProcessPolicy process,
        ScaleRules scale) {

    /** A node with nothing beside it. */
    public static Settings of(NodeConfig node) {
        return new Settings(
                node,
                AccessLogPolicy.DEFAULT,
                LogPolicy.DEFAULT,
                Optional.empty(),
                MetricsPolicy.DEFAULT,
                AdminPolicy.OFF,
                ConsulPolicy.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                SettingsPolicy.DEFAULT.settled(false, ClusterPolicy.DEFAULT_NAME),
                ProcessPolicy.DEFAULT,
                ScaleRules.NONE);
    }

    public Settings withAccessLog(AccessLogPolicy policy) {
        return new Settings(
                node, policy, log, tracing, metrics, admin, consul, cluster, state, changeable, process, scale);
    }

    public Settings withAdmin(AdminPolicy policy) {
        return new Settings(
                node, accessLog, log, tracing, metrics, policy, consul, cluster, state, changeable, process, scale);
    }

    /** This node's id: what the cluster calls it, or this machine's name. */
    public String nodeId() {
        var name = cluster.map(ClusterPolicy::node).orElseGet(HostName::ofThisMachine);
        return name.matches("[A-Za-z0-9._-]{1,64}") ? name : "node";
    }
}
