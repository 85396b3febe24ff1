package flotilla.node.io.front;

import flotilla.discovery.InvalidValue;
import java.time.Duration;
import java.util.List;

/**
 * A port that clients connect to.
 *
 * @param bind {@code address:port}, port 0 for any free one
 * @param maxConnections open at once; a client above it gets 503 and is closed
 * @param maxHeaderBytes of a request's head
 * @param headTimeout for a request's head, from its first byte
 * @param idleTimeout for a kept connection without a request
 * @param trustedProxies networks (CIDR) whose X-Forwarded-* and Forwarded headers are believed and continued
 * @param explainTo networks (CIDR) of clients who may ask with {@code X-Flotilla-Explain: 1} what became of a request.
 *     Nobody by default: behind a proxy on the same machine everybody comes from a loopback address
 */
public record ListenerPolicy(
        String bind,
        int maxConnections,
        int maxHeaderBytes,
        Duration headTimeout,
        Duration idleTimeout,
        List<String> trustedProxies,
        List<String> explainTo) {

    public static final ListenerPolicy DEFAULT = new ListenerPolicy(
            "127.0.0.1:8080", 50_000, 32 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(75), List.of(), List.of());

    public ListenerPolicy {
        InvalidValue.require(
                bind.matches("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+):\\d{1,5}"), "bind", bind, "<address>:<port>");
        InvalidValue.require(maxConnections >= 1, "maxConnections", maxConnections, ">= 1");
        InvalidValue.require(
                maxHeaderBytes >= 1024 && maxHeaderBytes <= 48 * 1024,
                "maxHeaderBytes",
                maxHeaderBytes,
                "1024 to 49152");
        InvalidValue.require(headTimeout.isPositive(), "headTimeout", headTimeout, "> 0");
        InvalidValue.require(idleTimeout.isPositive(), "idleTimeout", idleTimeout, "> 0");
        trustedProxies = List.copyOf(trustedProxies);
        explainTo = List.copyOf(explainTo);
        Networks.of("trustedProxies", trustedProxies);
        Networks.of("explainTo", explainTo);
    }

    /** One that explains nothing to anybody. */
    public ListenerPolicy(
            String bind,
            int maxConnections,
            int maxHeaderBytes,
            Duration headTimeout,
            Duration idleTimeout,
            List<String> trustedProxies) {
        this(bind, maxConnections, maxHeaderBytes, headTimeout, idleTimeout, trustedProxies, List.of());
    }

    public ListenerPolicy withBind(String newBind) {
        return new ListenerPolicy(
                newBind, maxConnections, maxHeaderBytes, headTimeout, idleTimeout, trustedProxies, explainTo);
    }

    public ListenerPolicy withTrustedProxies(List<String> networks) {
        return new ListenerPolicy(bind, maxConnections, maxHeaderBytes, headTimeout, idleTimeout, networks, explainTo);
    }

    public ListenerPolicy withExplainTo(List<String> networks) {
        return new ListenerPolicy(
                bind, maxConnections, maxHeaderBytes, headTimeout, idleTimeout, trustedProxies, networks);
    }
}
