package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.balance.BalancePolicy;
import flotilla.node.cluster.hazelcast.ClusterPolicy;
import flotilla.node.cluster.tunnel.MemberTls;
import flotilla.node.health.HealthPolicy;
import flotilla.node.health.OutlierPolicy;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.node.resilience.BreakerPolicy;
import flotilla.node.resilience.ConcurrencyPolicy;
import flotilla.node.resilience.RequestPriority;
import flotilla.node.resilience.RetryPolicy;
import flotilla.node.route.Page;
import flotilla.node.route.PoolPolicy;
import flotilla.node.route.RatePolicy;
import flotilla.node.route.Route;
import flotilla.node.route.RouteMatch;
import flotilla.node.route.StaticAnswer;
import flotilla.node.route.Timeouts;
import flotilla.node.route.UpstreamPolicy;
import flotilla.node.sticky.StickyPolicy;
import flotilla.node.tls.TlsPolicy;
import flotilla.ops.admin.AdminPolicy;
import flotilla.ops.log.AccessLogPolicy;
import flotilla.ops.settings.SettingsPolicy;
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
        Optional<ClusterLayout> cluster,
        Optional<Path> state,
        SettingsPolicy settings,
        Duration stopTimeout,
        String zone,
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
            Optional.empty(),
            SettingsPolicy.DEFAULT,
            Settings.STOP_TIMEOUT,
            "",
            NodeLimits.DEFAULT,
            Map.of(),
            Map.of(),
            List.of());

    public Layout {
        InvalidValue.require(version == VERSION, "version", version, String.valueOf(VERSION));
        InvalidValue.require(threads >= 0 && threads <= 1024, "threads", threads, "0 to 1024");
        InvalidValue.require(
                zone.matches("[A-Za-z0-9._-]{0,64}"),
                "zone",
                zone,
                "letters, digits, dots, dashes, underscores, at most 64");
    }

    /** An upstream as it is written: the policy's parts directly below its name. */
    public record UpstreamLayout(
            Optional<URI> source,
            List<URI> sources,
            BalancePolicy balance,
            HealthPolicy health,
            PoolPolicy pool,
            Timeouts timeouts,
            TlsLayout tls,
            String host,
            RatePolicy rate,
            Optional<StickyLayout> sticky,
            RetryPolicy retry,
            OutlierPolicy outliers,
            BreakerPolicy breaker,
            Optional<String> fallback,
            ConcurrencyPolicy concurrency) {

        public static final UpstreamLayout DEFAULT = new UpstreamLayout(
                Optional.empty(),
                List.of(),
                BalancePolicy.DEFAULT,
                HealthPolicy.DEFAULT,
                PoolPolicy.DEFAULT,
                Timeouts.DEFAULT,
                TlsLayout.DEFAULT,
                UpstreamPolicy.DEFAULT.host(),
                RatePolicy.DEFAULT,
                Optional.empty(),
                RetryPolicy.DEFAULT,
                OutlierPolicy.DEFAULT,
                BreakerPolicy.DEFAULT,
                Optional.empty(),
                ConcurrencyPolicy.DEFAULT);

        public UpstreamLayout {
            new UpstreamPolicy(balance, health, pool, timeouts, host);
        }

        /**
         * @param loaded what {@code tls} names, read from its files
         * @param sessions what {@code sticky} names
         */
        UpstreamPolicy policy(TlsPolicy loaded, Optional<StickyPolicy> sessions) {
            return new UpstreamPolicy(
                    balance,
                    health,
                    pool,
                    timeouts,
                    loaded,
                    host,
                    rate,
                    sessions,
                    retry,
                    outliers,
                    breaker,
                    fallback,
                    concurrency);
        }
    }

    /** The policy of upstreams that nobody configures, as it is written. */
    public record AnnouncedLayout(
            BalancePolicy balance,
            HealthPolicy health,
            PoolPolicy pool,
            Timeouts timeouts,
            TlsLayout tls,
            String host,
            RatePolicy rate,
            Optional<StickyLayout> sticky,
            RetryPolicy retry,
            OutlierPolicy outliers,
            BreakerPolicy breaker,
            Optional<String> fallback,
            ConcurrencyPolicy concurrency) {

        public static final AnnouncedLayout DEFAULT = new AnnouncedLayout(
                BalancePolicy.DEFAULT,
                HealthPolicy.DEFAULT,
                PoolPolicy.DEFAULT,
                Timeouts.DEFAULT,
                TlsLayout.DEFAULT,
                UpstreamPolicy.DEFAULT.host(),
                RatePolicy.DEFAULT,
                Optional.empty(),
                RetryPolicy.DEFAULT,
                OutlierPolicy.DEFAULT,
                BreakerPolicy.DEFAULT,
                Optional.empty(),
                ConcurrencyPolicy.DEFAULT);

        public AnnouncedLayout {
            new UpstreamPolicy(balance, health, pool, timeouts, host);
        }

        UpstreamPolicy policy(TlsPolicy loaded, Optional<StickyPolicy> sessions) {
            return new UpstreamPolicy(
                    balance,
                    health,
                    pool,
                    timeouts,
                    loaded,
                    host,
                    rate,
                    sessions,
                    retry,
                    outliers,
                    breaker,
                    fallback,
                    concurrency);
        }
    }

    /** TLS to endpoints as it is written: with the files that certificates and keys stand in. */
    public record TlsLayout(
            boolean enabled,
            boolean verify,
            String serverName,
            TlsPolicy.Version minVersion,
            Optional<Path> caFile,
            Optional<Path> certFile,
            Optional<Path> keyFile) {

        public static final TlsLayout DEFAULT = new TlsLayout(
                TlsPolicy.DEFAULT.enabled(),
                TlsPolicy.DEFAULT.verify(),
                TlsPolicy.DEFAULT.serverName(),
                TlsPolicy.DEFAULT.minVersion(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        public TlsLayout {
            TlsPolicy.DEFAULT.withServerName(serverName);
            InvalidValue.require(
                    certFile.isPresent() || keyFile.isEmpty(), "certFile", "nothing", "a file, as there is a key_file");
            InvalidValue.require(
                    keyFile.isPresent() || certFile.isEmpty(), "keyFile", "nothing", "a file, as there is a cert_file");
            InvalidValue.require(
                    verify || caFile.isEmpty(), "verify", verify, "true, as there is a ca_file to verify with");
        }

        /** The policy without what stands in files. */
        TlsPolicy policy() {
            return TlsPolicy.DEFAULT
                    .withEnabled(enabled)
                    .withVerify(verify)
                    .withServerName(serverName)
                    .withMinVersion(minVersion);
        }
    }

    /** A route as it is written: the match's parts beside the rest. */
    public record RouteLayout(
            String host,
            String path,
            String upstream,
            String name,
            String stripPrefix,
            long maxBody,
            RatePolicy rate,
            Optional<RespondLayout> respond,
            Optional<PageLayout> maintenance,
            RequestPriority priority) {

        public static final RouteLayout DEFAULT = new RouteLayout(
                "*",
                "/",
                "-",
                "",
                "",
                Route.UNLIMITED,
                RatePolicy.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                RequestPriority.NORMAL);

        public RouteLayout {
            new Route("name", new RouteMatch(host, path), upstream, stripPrefix, maxBody, rate);
            InvalidValue.require(
                    name.matches("|[!-~&&[^\"\\\\]]{1,128}"), "name", name, "a name without blanks, at most 128");
        }

        /**
         * @param answer what {@code respond} says, with its file
         * @param page what {@code maintenance} says, with its file
         */
        Route route(Optional<StaticAnswer> answer, Optional<Page> page) {
            var match = new RouteMatch(host, path);
            var named = name.isEmpty() ? match.host() + match.path() : name;
            var to = answer.isPresent() ? "" : upstream;
            return new Route(named, match, to, stripPrefix, maxBody, rate, answer, page, priority);
        }
    }

    /**
     * A cluster as it is written; the node is this machine's name unless it has one of its own, and so is the host of a
     * bind that is a port alone.
     */
    public record ClusterLayout(
            String name, String node, String bind, JoinLayout join, Optional<MemberTls> tls, boolean insecure) {

        public static final ClusterLayout DEFAULT = new ClusterLayout(
                ClusterPolicy.DEFAULT_NAME, "", "127.0.0.1:7443", new JoinLayout(List.of()), Optional.empty(), false);

        public ClusterLayout {
            new ClusterPolicy(name, node.isEmpty() ? "node" : node, at(bind, "node"), join.places(), tls, insecure);
        }

        ClusterPolicy policy(String hostName) {
            return new ClusterPolicy(
                    name, node.isEmpty() ? hostName : node, at(bind, hostName), join.places(), tls, insecure);
        }

        private static String at(String bind, String hostName) {
            return bind.startsWith(":") ? hostName + bind : bind;
        }
    }

    /** Where other members are: one place or several. */
    public record JoinLayout(List<String> places) {

        public static final JoinLayout DEFAULT = new JoinLayout(List.of());

        public JoinLayout {
            places = List.copyOf(places);
        }
    }
}
