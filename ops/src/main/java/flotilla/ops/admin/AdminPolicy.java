package flotilla.ops.admin;

import flotilla.discovery.InvalidValue;
import flotilla.ops.access.AccessPolicy;
import flotilla.ops.log.LogFilePolicy;
import java.util.Optional;

/**
 * Where the admin port is, and for whom.
 *
 * @param bind {@code address:port}, port 0 for any free one, or {@code off}
 * @param access who is believed
 * @param tls what it shows and asks for; empty: it speaks plain HTTP
 * @param auditLog where changes that were asked for are written; empty: among the events
 */
public record AdminPolicy(String bind, AccessPolicy access, Optional<AdminTls> tls, Optional<LogFilePolicy> auditLog) {

    private static final int MAX_PORT = 65_535;

    public static final AdminPolicy DEFAULT = new AdminPolicy("127.0.0.1:9090");

    public static final AdminPolicy OFF = new AdminPolicy("off");

    public AdminPolicy {
        InvalidValue.require(
                bind.equals("off") || bind.matches("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+):\\d{1,5}"),
                "bind",
                bind,
                "<address>:<port> or off");
        InvalidValue.require(bind.equals("off") || port(bind) <= MAX_PORT, "bind", bind, "a port of 0 to " + MAX_PORT);
    }

    public AdminPolicy(String bind) {
        this(bind, AccessPolicy.DEFAULT, Optional.empty(), Optional.empty());
    }

    String host() {
        return bind.substring(0, bind.lastIndexOf(':')).replaceAll("[\\[\\]]", "");
    }

    int port() {
        return port(bind);
    }

    private static int port(String bind) {
        return Integer.parseInt(bind.substring(bind.lastIndexOf(':') + 1));
    }

    public boolean enabled() {
        return !bind.equals("off");
    }
}
