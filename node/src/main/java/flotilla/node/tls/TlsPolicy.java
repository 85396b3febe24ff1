package flotilla.node.tls;

import flotilla.discovery.InvalidValue;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Whether and how TLS is spoken to the endpoints of one upstream. Two with the same certificates and keys are equal,
 * wherever those were read.
 *
 * @param enabled whether to every endpoint; otherwise to those alone whose protocol is {@code https}
 * @param verify whether an endpoint must prove who it is: a chain that ends at a trusted certificate, valid now, and a
 *     name that is the endpoint's (RFC 9525). Without it anyone on the way can read and change everything
 * @param serverName the name that endpoints are asked for (SNI) and must prove, or empty for the endpoint's own host; a
 *     host that is an IP address is not asked for, but must be proven all the same
 * @param minVersion the oldest protocol that is spoken
 * @param trusted certificates at which a chain may end; empty: those that the JDK trusts
 * @param identity what is shown to endpoints that ask who we are
 */
public record TlsPolicy(
        boolean enabled,
        boolean verify,
        String serverName,
        Version minVersion,
        List<X509Certificate> trusted,
        Optional<TlsIdentity> identity) {

    /** A version of the protocol; older ones are broken. */
    public enum Version {
        TLS_1_2,
        TLS_1_3;

        /** The protocols that are at least this version, as the JDK calls them. */
        String[] spoken() {
            return switch (this) {
                case TLS_1_2 -> new String[] {"TLSv1.3", "TLSv1.2"};
                case TLS_1_3 -> new String[] {"TLSv1.3"};
            };
        }

        /** {@code 1.2}. */
        @Override
        public String toString() {
            return name().substring("TLS_".length()).replace('_', '.');
        }
    }

    public static final TlsPolicy DEFAULT =
            new TlsPolicy(false, true, "", Version.TLS_1_2, List.of(), Optional.empty());

    public TlsPolicy {
        InvalidValue.require(
                serverName.matches("[A-Za-z0-9._:-]{0,253}") && !serverName.endsWith("."),
                "serverName",
                serverName,
                "a host name in ASCII or an IP address, or empty");
        trusted = List.copyOf(trusted);
    }

    public TlsPolicy withEnabled(boolean newEnabled) {
        return new TlsPolicy(newEnabled, verify, serverName, minVersion, trusted, identity);
    }

    public TlsPolicy withVerify(boolean newVerify) {
        return new TlsPolicy(enabled, newVerify, serverName, minVersion, trusted, identity);
    }

    public TlsPolicy withServerName(String newServerName) {
        return new TlsPolicy(enabled, verify, newServerName, minVersion, trusted, identity);
    }

    public TlsPolicy withMinVersion(Version newMinVersion) {
        return new TlsPolicy(enabled, verify, serverName, newMinVersion, trusted, identity);
    }

    public TlsPolicy withTrusted(List<X509Certificate> newTrusted) {
        return new TlsPolicy(enabled, verify, serverName, minVersion, newTrusted, identity);
    }

    public TlsPolicy withIdentity(TlsIdentity newIdentity) {
        return new TlsPolicy(enabled, verify, serverName, minVersion, trusted, Optional.of(newIdentity));
    }
}
