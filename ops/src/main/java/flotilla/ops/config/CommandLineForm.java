package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.Sources;
import flotilla.node.NodeConfig;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.NodeConfig.UpstreamConfig;
import flotilla.node.balance.BalancePolicy;
import flotilla.node.balance.Balancers;
import flotilla.node.health.HealthPolicy;
import flotilla.node.health.OutlierPolicy;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.node.route.PoolPolicy;
import flotilla.node.route.Route;
import flotilla.node.route.RouteMatch;
import flotilla.node.route.Timeouts;
import flotilla.node.route.UpstreamPolicy;
import flotilla.ops.admin.AdminPolicy;
import flotilla.ops.log.AccessLogPolicy;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The settings of the form without a file: every listener leads to one upstream.
 *
 * @param binds {@code address:port} each
 * @param upstreams {@code address:port}, {@code name:port} or the URI of a source each
 * @param healthInterval of active checks, with a unit or in seconds; empty: no active checks
 * @param healthPath of the checks; a 200 counts as healthy
 * @param requestsPerMinute per client address; 0: no limit
 * @param balance the name of a balancer
 * @param admin where the admin port is, or {@code off}
 * @param accessLog a path, {@code -} or {@code off}
 * @param threads I/O threads; 0: one for each core
 */
public record CommandLineForm(
        List<String> binds,
        List<String> upstreams,
        String healthInterval,
        String healthPath,
        int requestsPerMinute,
        String balance,
        String admin,
        String accessLog,
        int threads) {

    private static final Pattern IP_AND_PORT =
            Pattern.compile("(\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+]):\\d{1,5}");
    private static final Pattern NAME_AND_PORT = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*):\\d{1,5}");
    private static final String NAME = "main";

    /**
     * @param sources to check the URIs of sources with; nothing is opened
     * @throws InvalidValue naming the option
     */
    public Settings settings(Sources sources) {
        var listeners = listeners();
        var uris = uris(sources);
        var limits = named(
                "--max-requests-per-minute",
                () -> new NodeLimits(
                        NodeLimits.DEFAULT.maxRequestsInFlight(),
                        NodeLimits.DEFAULT.maxBufferBytes(),
                        requestsPerMinute));
        var upstream = new UpstreamConfig(uris, policy());
        var node = named(
                "--threads",
                () -> new NodeConfig(
                        threads,
                        listeners,
                        Map.of(NAME, upstream),
                        List.of(new Route(NAME, RouteMatch.any(), NAME, Route.UNLIMITED)),
                        List.of(),
                        UpstreamPolicy.DEFAULT,
                        limits));
        return Settings.of(node)
                .withAdmin(named("--admin", () -> new AdminPolicy(admin)))
                .withAccessLog(named("--access-log", () -> AccessLogPolicy.DEFAULT.withFile(accessLog)));
    }

    private Map<String, ListenerPolicy> listeners() {
        var listeners = new LinkedHashMap<String, ListenerPolicy>();
        for (var bind : binds) {
            listeners.put(
                    listeners.isEmpty() ? NAME : NAME + (listeners.size() + 1),
                    named("--bind", () -> ListenerPolicy.DEFAULT.withBind(bind)));
        }
        return listeners;
    }

    private UpstreamPolicy policy() {
        var balancing = BalancePolicy.DEFAULT.withAlgorithm(balance);
        named("--balance", () -> Balancers.create(balancing));
        return new UpstreamPolicy(
                        balancing, health(), PoolPolicy.DEFAULT, Timeouts.DEFAULT, UpstreamPolicy.DEFAULT.host())
                .withOutliers(OutlierPolicy.DEFAULT);
    }

    /** One check decides, as nothing on the command line says how many: this form is for seeing things happen. */
    private HealthPolicy health() {
        var normal = HealthPolicy.DEFAULT;
        if (healthInterval.isEmpty()) {
            return normal;
        }
        var interval = interval();
        return named(
                "--active-health-check-path",
                () -> new HealthPolicy(
                        interval,
                        normal.jitter(),
                        normal.timeout(),
                        1,
                        1,
                        healthPath,
                        normal.host(),
                        "200",
                        normal.body(),
                        normal.failures()));
    }

    private Duration interval() {
        var text = healthInterval.matches("\\d+") ? healthInterval + "s" : healthInterval;
        var interval = Scalars.duration("--active-health-check-interval", text);
        InvalidValue.require(
                interval.isPositive(), "--active-health-check-interval", healthInterval, "seconds, more than 0");
        return interval;
    }

    /** Addresses together make one list; names and URIs are sources of their own. */
    private List<URI> uris(Sources sources) {
        var fixed = new ArrayList<String>();
        var uris = new ArrayList<URI>();
        for (var upstream : upstreams) {
            if (IP_AND_PORT.matcher(upstream).matches()) {
                fixed.add(upstream);
            } else {
                uris.add(uri(upstream));
            }
        }
        if (!fixed.isEmpty()) {
            uris.addFirst(URI.create(
                    "fixed:" + String.join(",", fixed).replace("[", "%5B").replace("]", "%5D")));
        }
        for (var uri : uris) {
            named("--upstream", () -> {
                sources.check(uri);
                return uri;
            });
        }
        return uris;
    }

    private static URI uri(String upstream) {
        var expected = "<address>:<port>, <name>:<port> or a URI such as consul://shop";
        try {
            var uri = new URI(NAME_AND_PORT.matcher(upstream).matches() ? "dns://" + upstream : upstream);
            InvalidValue.require(uri.isAbsolute(), "--upstream", upstream, expected);
            return uri;
        } catch (URISyntaxException _) {
            throw new InvalidValue("--upstream", upstream, expected);
        }
    }

    /** What a record refuses is told by the name of the option that it came from. */
    private static <T> T named(String option, Supplier<T> record) {
        try {
            return record.get();
        } catch (InvalidValue invalid) {
            throw new InvalidValue(option, invalid.value(), invalid.expected());
        }
    }
}
