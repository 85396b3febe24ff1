package flotilla.ops.admin;

import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** The certificate that a client has shown, and whose chain has been found good. */
final class ClientCertificate {

    private ClientCertificate() {}

    /** Whom it names; empty if there is none, or it names nobody. */
    static Optional<String> commonName(@Nullable SSLSession session) {
        if (session == null) {
            return Optional.empty();
        }
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate shown
                    ? commonName(shown)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(part -> part.getValue().toString())
                            .reduce((first, last) -> last);
        } catch (InvalidNameException _) {
            return Optional.empty();
        }
    }
}
