package flotilla.discovery.consul;

import flotilla.discovery.Address;
import flotilla.discovery.SourceUri;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How to reach Consul.
 *
 * @param agents asked in turn, the first one first
 * @param tls whether they speak HTTPS
 * @param caFile PEM certificates to trust instead of the JVM's
 * @param certFile PEM chain that shows who we are; needs {@code keyFile}
 * @param keyFile PEM (PKCS#8) key of that certificate
 * @param tokenFile holds the ACL token
 */
record AgentAccess(
        List<Address> agents,
        boolean tls,
        Optional<Path> caFile,
        Optional<Path> certFile,
        Optional<Path> keyFile,
        Optional<Path> tokenFile) {

    static final int DEFAULT_PORT = 8500;
    static final Set<String> PARAMETERS = Set.of("tls", "ca_file", "cert_file", "key_file", "token_file");

    private static final Address DEFAULT_AGENT = new Address("127.0.0.1", DEFAULT_PORT);

    /** Access to the agents of a comma-separated list, the local one if it is empty, with the URI's parameters. */
    static AgentAccess of(SourceUri uri, String agents) {
        var access = new AgentAccess(
                agents.isEmpty() ? List.of(DEFAULT_AGENT) : addresses(uri, agents),
                uri.flag("tls", false),
                uri.parameter("ca_file").map(Path::of),
                uri.parameter("cert_file").map(Path::of),
                uri.parameter("key_file").map(Path::of),
                uri.parameter("token_file").map(Path::of));
        uri.require(
                access.tls || (access.caFile.isEmpty() && access.certFile.isEmpty() && access.keyFile.isEmpty()),
                "tls=true with ca_file, cert_file and key_file");
        uri.require(access.certFile.isPresent() == access.keyFile.isPresent(), "cert_file and key_file together");
        return access;
    }

    /** The same, without the agents that stand in for the first. */
    AgentAccess firstAgentOnly() {
        return new AgentAccess(agents.subList(0, 1), tls, caFile, certFile, keyFile, tokenFile);
    }

    private static List<Address> addresses(SourceUri uri, String agents) {
        var list = new ArrayList<Address>();
        for (var text : agents.split(",", -1)) {
            list.add(Address.parse(text, DEFAULT_PORT)
                    .orElseThrow(
                            () -> uri.refusal("agents as host:port,host:port; \"" + text + "\" is not host:port")));
        }
        return List.copyOf(list);
    }
}
