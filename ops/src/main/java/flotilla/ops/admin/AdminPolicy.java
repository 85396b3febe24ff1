package flotilla.ops.admin;

import flotilla.discovery.InvalidValue;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where the admin port is.
 *
 * @param bind {@code address:port}, port 0 for any free one, or {@code off}. It asks nobody for a password: keep it on
 *     an address that only operators reach
 * @param insecureChanges whether settings may be changed over the port also where it is not on a loopback address, so that
 *     whoever reaches it can
 */
public record AdminPolicy(String bind, boolean insecureChanges) {

    public static final AdminPolicy DEFAULT = new AdminPolicy("127.0.0.1:9090");

    public static final AdminPolicy OFF = new AdminPolicy("off");

    public AdminPolicy {
        InvalidValue.require(
                bind.equals("off") || bind.matches("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+):\\d{1,5}"),
                "bind",
                bind,
                "<address>:<port> or off");
    }

    public AdminPolicy(String bind) {
        this(bind, false);
    }

    /** Whether settings may be changed over the port. */
    public boolean takesChanges() {
        return insecureChanges || onLoopback();
    }

    private boolean onLoopback() {
        try {
            return enabled() && InetAddress.getByName(host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    String host() {
        return bind.substring(0, bind.lastIndexOf(':')).replaceAll("[\\[\\]]", "");
    }

    int port() {
        return Integer.parseInt(bind.substring(bind.lastIndexOf(':') + 1));
    }

    public boolean enabled() {
        return !bind.equals("off");
    }
}
