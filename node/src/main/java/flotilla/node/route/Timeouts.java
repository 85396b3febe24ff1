package flotilla.node.route;

import flotilla.discovery.InvalidValue;
import java.time.Duration;

/**
 * How long each part of an exchange with an endpoint may take; each runs out with a reason of its own. Zero: no limit.
 *
 * @param connect for the TCP connection
 * @param tls for the TLS handshake after it
 * @param firstByte from the request's last byte sent to the answer's first byte
 * @param idle between two pieces of a body, in either direction
 * @param request for the whole request, all attempts included
 */
public record Timeouts(Duration connect, Duration tls, Duration firstByte, Duration idle, Duration request) {

    public static final Timeouts DEFAULT = new Timeouts(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ZERO);

    public Timeouts {
        require("connect", connect);
        require("tls", tls);
        require("firstByte", firstByte);
        require("idle", idle);
        require("request", request);
    }

    private static void require(String component, Duration value) {
        InvalidValue.require(!value.isNegative(), component, value, ">= 0, 0 for no limit");
    }
}
