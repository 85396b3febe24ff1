package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import flotilla.node.NodeConfig;
import flotilla.node.cluster.hazelcast.ClusterPolicy;
import flotilla.ops.admin.AdminPolicy;
import flotilla.ops.log.AccessLogPolicy;
import flotilla.ops.scale.ScaleRules;
import flotilla.ops.settings.SettingsPolicy;
import flotilla.ops.tracing.TracingPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * All that one process is told, from a file or a command line.
 *
 * @param node the proxy itself
 * @param tracing empty: there are no traces
 * @param cluster that this node is in; empty: none
 * @param pidFile written once every listener is bound, removed at the end
 * @param errorLog where events and errors go; empty: standard error
 * @param state a directory for last known good copies of what discovery said
 * @param changeable where the settings that are changed at run time are kept
 * @param stopTimeout how long requests in flight may take when the process is told to stop
 * @param scale what is advised of the number of endpoints, and to whom
 */
public record Settings(
        NodeConfig node,
        AccessLogPolicy accessLog,
        Optional<TracingPolicy> tracing,
        AdminPolicy admin,
        ConsulPolicy consul,
        Optional<ClusterPolicy> cluster,
        Optional<Path> pidFile,
        Optional<Path> errorLog,
        Optional<Path> state,
        SettingsPolicy changeable,
        Duration stopTimeout,
        ScaleRules scale) {

    public static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    public Settings {
        InvalidValue.require(!stopTimeout.isNegative(), "stopTimeout", stopTimeout, ">= 0");
    }

    /** A node with nothing beside it. */
    public static Settings of(NodeConfig node) {
        return new Settings(
                node,
                AccessLogPolicy.DEFAULT,
                Optional.empty(),
                AdminPolicy.OFF,
                ConsulPolicy.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                SettingsPolicy.DEFAULT.settled(false, ClusterPolicy.DEFAULT_NAME),
                STOP_TIMEOUT,
                ScaleRules.NONE);
    }

    public Settings withAccessLog(AccessLogPolicy policy) {
        return new Settings(
                node,
                policy,
                tracing,
                admin,
                consul,
                cluster,
                pidFile,
                errorLog,
                state,
                changeable,
                stopTimeout,
                scale);
    }

    public Settings withAdmin(AdminPolicy policy) {
        return new Settings(
                node,
                accessLog,
                tracing,
                policy,
                consul,
                cluster,
                pidFile,
                errorLog,
                state,
                changeable,
                stopTimeout,
                scale);
    }

    /** This node's id: what the cluster calls it, or this machine's name. */
    public String nodeId() {
        var name = cluster.map(ClusterPolicy::node).orElseGet(HostName::ofThisMachine);
        return name.matches("[A-Za-z0-9._-]{1,64}") ? name : "node";
    }
}
