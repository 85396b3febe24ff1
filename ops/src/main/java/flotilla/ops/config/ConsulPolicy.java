package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The Consul that sources are watched in, and what this node does there itself.
 *
 * @param agents {@code host:port}, tried in turn; for every {@code consul:} source that names none of its own. Empty:
 *     the one on this machine
 * @param tokenFile holds the ACL token
 * @param tls whether the agents speak HTTPS
 * @param caFile PEM certificates to trust instead of the JVM's
 * @param certFile PEM chain that shows the agents who we are
 * @param keyFile PEM key of that certificate
 * @param routes whether services announce routes of their own in their metadata
 * @param announced how the upstreams of those services are used, as it is written
 * @param register whether this node registers itself
 * @param service the name it registers under
 * @param tags it registers with
 * @param address it registers; empty: the address that its listener is bound to, or one of this machine
 * @param listener the listener it registers; empty: the first in the file
 * @param leaveWait how long a node that has left still serves those whose DNS answer is older than that; empty: as the
 *     TTL of Consul's DNS has it
 */
public record ConsulPolicy(
        List<String> agents,
        Optional<Path> tokenFile,
        boolean tls,
        Optional<Path> caFile,
        Optional<Path> certFile,
        Optional<Path> keyFile,
        boolean routes,
        AnnouncedLayout announced,
        boolean register,
        String service,
        List<String> tags,
        String address,
        String listener,
        Optional<Duration> leaveWait) {

    public static final ConsulPolicy DEFAULT = new ConsulPolicy(
            List.of(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            AnnouncedLayout.DEFAULT,
            false,
            "flotilla",
            List.of(),
            "",
            "",
            Optional.empty());

    public ConsulPolicy {
        agents = List.copyOf(agents);
        tags = List.copyOf(tags);
        for (var agent : agents) {
            InvalidValue.require(
                    agent.matches("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9_.-]+)(:\\d{1,5})?"),
                    "agents",
                    agent,
                    "<host>:<port>");
        }
        InvalidValue.require(
                service.matches("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"),
                "service",
                service,
                "a service name of letters, digits and -");
        leaveWait.ifPresent(wait -> InvalidValue.require(!wait.isNegative(), "leaveWait", wait, ">= 0"));
    }

    ConsulPolicy withListener(String name) {
        return new ConsulPolicy(
                agents, tokenFile, tls, caFile, certFile, keyFile, routes, announced, register, service, tags, address,
                name, leaveWait);
    }
}
