package flotilla.ops.admin;

import flotilla.discovery.InvalidValue;

/**
 * Where the admin port is.
 *
 * @param bind {@code address:port}, port 0 for any free one, or {@code off}. It asks nobody for a password: keep it on
 *     an address that only operators reach
 */
public record AdminPolicy(String bind) {

    public static final AdminPolicy DEFAULT = new AdminPolicy("127.0.0.1:9090");

    public static final AdminPolicy OFF = new AdminPolicy("off");

    public AdminPolicy {
        InvalidValue.require(
                bind.equals("off") || bind.matches("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+):\\d{1,5}"),
                "bind",
                bind,
                "<address>:<port> or off");
    }

    public boolean enabled() {
        return !bind.equals("off");
    }
}
