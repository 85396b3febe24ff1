package flotilla.discovery.consul;

import flotilla.discovery.SourceUri;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A {@code consul://} URI taken apart. With a path the authority lists agents and the path names the service; without one
 * the authority is the service and the agents are those of the parameter {@code agents}, or the local one:
 *
 * <pre>{@code
 * consul://shop?tag=prod                          of the agent 127.0.0.1:8500
 * consul://shop?agents=10.0.0.1:8500,10.0.0.2     of these agents
 * consul://10.0.0.1:8500,10.0.0.2/shop?tag=prod   the same
 * consul://10.0.0.1:8500                          a registry, where routes are watched and we register
 * }</pre>
 */
record ConsulUri(URI uri, AgentAccess access, Optional<String> service, Query query, Pacing pacing) {

    private static final Set<String> OF_A_REGISTRY = parameters();
    private static final Set<String> OF_A_SERVICE = parameters("agents", "tag", "near", "filter");

    /**
     * What is asked of the catalog.
     *
     * @param tags all of which an instance must carry
     * @param dc the datacenter; the agent's own without it
     * @param near sorts by round-trip time from that node, {@code _agent} being the agent's
     * @param filter an expression in Consul's filter language
     * @param namespace of Consul Enterprise
     */
    record Query(
            List<String> tags,
            Optional<String> dc,
            Optional<String> near,
            Optional<String> filter,
            Optional<String> namespace) {}

    /**
     * How patiently it is asked.
     *
     * @param longest how long a blocking query may block
     * @param minDelay between two requests of one watch
     * @param maxStale an answer from a server that heard from its leader longer ago is asked again of the leader
     * @param grace how long an empty or halved answer is not believed after the registry was lost or began anew
     */
    record Pacing(Duration longest, Duration minDelay, Duration maxStale, Duration grace) {

        static final Pacing DEFAULT = new Pacing(
                Duration.ofSeconds(30), Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(60));
    }

    /** The URI of a service. */
    static ConsulUri service(URI text) {
        var uri = SourceUri.of(text).onlyParameters(OF_A_SERVICE);
        var listsAgents = !uri.path().isEmpty();
        uri.require(!uri.authority().isEmpty(), "consul://service or consul://host:port/service");
        uri.require(
                !listsAgents || uri.parameter("agents").isEmpty(),
                "agents in front of the path or as a parameter, not both");
        var service = listsAgents ? uri.path().substring(1) : uri.authority();
        uri.require(
                !service.isEmpty() && service.chars().noneMatch(c -> c == '/' || c == ':' || c == ','),
                "the name of a service: consul://service or consul://host:port/service; got \"" + service + "\"");
        return of(uri, listsAgents ? uri.authority() : uri.parameter("agents").orElse(""), Optional.of(service));
    }

    /** The URI of a registry: agents without a service. */
    static ConsulUri registry(URI text) {
        var uri = SourceUri.of(text).onlyParameters(OF_A_REGISTRY);
        uri.require(uri.path().isEmpty() || uri.path().equals("/"), "consul://host:port,... without a service");
        return of(uri, uri.authority(), Optional.empty());
    }

    /** The URI of a service in the same registry, reached the same way. */
    URI sibling(String name) {
        var agents = access.agents().stream().map(Object::toString).toList();
        var text = new StringBuilder("consul://" + encode(name) + "?agents=" + encode(String.join(",", agents)));
        var raw = uri.getRawSchemeSpecificPart();
        var question = raw.indexOf('?');
        if (question >= 0) {
            text.append('&').append(raw.substring(question + 1));
        }
        return URI.create(text.toString());
    }

    private static ConsulUri of(SourceUri uri, String agents, Optional<String> service) {
        var query = new Query(
                uri.parameters("tag"),
                uri.parameter("dc"),
                uri.parameter("near"),
                uri.parameter("filter"),
                uri.parameter("ns"));
        var pacing = new Pacing(
                uri.duration("wait", Pacing.DEFAULT.longest),
                uri.duration("min_delay", Pacing.DEFAULT.minDelay),
                uri.duration("max_stale", Pacing.DEFAULT.maxStale),
                uri.duration("grace", Pacing.DEFAULT.grace));
        uri.require(
                pacing.longest.compareTo(Duration.ofSeconds(1)) >= 0
                        && pacing.longest.compareTo(Duration.ofMinutes(10)) <= 0,
                "wait from 1s to 10m");
        uri.require(pacing.minDelay.toMillis() >= 10, "min_delay of 10ms or more");
        return new ConsulUri(uri.uri(), AgentAccess.of(uri, agents), service, query, pacing);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":")
                .replace("%2C", ",");
    }

    private static Set<String> parameters(String... more) {
        var all = new HashSet<>(AgentAccess.PARAMETERS);
        all.addAll(List.of("dc", "ns", "wait", "min_delay", "max_stale", "grace"));
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }
}
