package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.balance.BalancePolicy;
import flotilla.node.health.HealthPolicy;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.node.route.PoolPolicy;
import flotilla.node.route.Route;
import flotilla.node.route.RouteMatch;
import flotilla.node.route.Timeouts;
import flotilla.node.route.UpstreamPolicy;
import flotilla.ops.admin.AdminPolicy;
import flotilla.ops.log.AccessLogPolicy;
import java.net.URI;
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
        Optional<Path> errorLog,
        AccessLogPolicy accessLog,
        AdminPolicy admin,
        ConsulPolicy consul,
        Optional<Path> state,
        Duration stopTimeout,
        NodeLimits limits,
        Map<String, ListenerPolicy> listeners,
        Map<String, UpstreamLayout> upstreams,
        List<RouteLayout> routes) {

    /** The version of the file's format that this program reads. */
    static final int VERSION = 1;

    public static final Layout DEFAULT = new Layout(
            VERSION,
            0,
            Optional.empty(),
            Optional.empty(),
            AccessLogPolicy.DEFAULT,
            AdminPolicy.DEFAULT,
            ConsulPolicy.DEFAULT,
            Optional.empty(),
            Settings.STOP_TIMEOUT,
            NodeLimits.DEFAULT,
            Map.of(),
            Map.of(),
            List.of());

    public Layout {
        InvalidValue.require(version == VERSION, "version", version, String.valueOf(VERSION));
        InvalidValue.require(threads >= 0 && threads <= 1024, "threads", threads, "0 to 1024");
    }

    /** An upstream as it is written: the policy's parts directly below its name. */
    public record UpstreamLayout(
            Optional<URI> source,
            List<URI> sources,
            BalancePolicy balance,
            HealthPolicy health,
            PoolPolicy pool,
            Timeouts timeouts,
            String host) {

        public static final UpstreamLayout DEFAULT = new UpstreamLayout(
                Optional.empty(),
                List.of(),
                BalancePolicy.DEFAULT,
                HealthPolicy.DEFAULT,
                PoolPolicy.DEFAULT,
                Timeouts.DEFAULT,
                UpstreamPolicy.DEFAULT.host());

        public UpstreamLayout {
            new UpstreamPolicy(balance, health, pool, timeouts, host);
        }

        UpstreamPolicy policy() {
            return new UpstreamPolicy(balance, health, pool, timeouts, host);
        }
    }

    /** A route as it is written: the match's parts beside the rest. */
    public record RouteLayout(String host, String path, String upstream, String name, long maxBody) {

        public static final RouteLayout DEFAULT = new RouteLayout("*", "/", "-", "", Route.UNLIMITED);

        public RouteLayout {
            new Route("name", new RouteMatch(host, path), upstream, maxBody);
            InvalidValue.require(
                    name.matches("|[!-~&&[^\"\\\\]]{1,128}"), "name", name, "a name without blanks, at most 128");
        }

        Route route() {
            var match = new RouteMatch(host, path);
            return new Route(name.isEmpty() ? match.host() + match.path() : name, match, upstream, maxBody);
        }
    }
}
