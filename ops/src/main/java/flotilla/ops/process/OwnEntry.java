package flotilla.ops.process;

import flotilla.discovery.ServiceEntry;
import flotilla.discovery.ServiceEntry.Check;
import flotilla.ops.config.ConsulPolicy;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What this node writes of itself into the registry, so that clients find it. */
final class OwnEntry {

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(5);
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(2);

    private OwnEntry() {}

    /**
     * @param listener where clients are served
     * @param admin where readiness is answered, if anywhere
     * @param tls whether that speaks TLS; what it shows is for those who ask it for more
     */
    static ServiceEntry of(
            ConsulPolicy consul, InetSocketAddress listener, Optional<InetSocketAddress> admin, boolean tls) {
        var address = consul.address().isEmpty() ? OwnAddress.of(listener.getAddress()) : consul.address();
        return new ServiceEntry(
                consul.service(),
                consul.service() + "-" + address.replace(':', '-') + "-" + listener.getPort(),
                address,
                listener.getPort(),
                Optional.of(check(consul, address, listener.getPort(), admin, tls)),
                consul.tags(),
                Map.of(),
                ServiceEntry.FORGET_AFTER);
    }

    /** Readiness, where the agent can ask for it; elsewhere, whether the listener answers. */
    private static Check check(
            ConsulPolicy consul, String address, int port, Optional<InetSocketAddress> admin, boolean tls) {
        boolean agentIsHere = consul.agents().stream().allMatch(OwnEntry::isLoopback);
        if (admin.isPresent() && (agentIsHere || !admin.get().getAddress().isLoopbackAddress())) {
            var host = admin.get().getAddress().isAnyLocalAddress()
                    ? address
                    : admin.get().getAddress().getHostAddress();
            var authority = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
            var url = URI.create((tls ? "https://" : "http://") + authority + ":"
                    + admin.get().getPort() + "/readyz");
            return new Check.Http(url, CHECK_INTERVAL, CHECK_TIMEOUT);
        }
        return new Check.Tcp(address, port, CHECK_INTERVAL, CHECK_TIMEOUT);
    }

    private static boolean isLoopback(String agent) {
        return agent.startsWith("127.") || agent.startsWith("localhost") || agent.startsWith("[::1]");
    }
}
