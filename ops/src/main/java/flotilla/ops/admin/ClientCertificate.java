package flotilla.ops.admin;

import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** The certificate that a client has shown. */
final class ClientCertificate {

    private ClientCertificate() {}

    /**
     * Whom it names; empty if there is none, it names nobody, or those who are believed now have not signed it: a connection may be
     * older than that.
     */
    static Optional<String> commonName(@Nullable SSLSession session, Optional<AdminTls> believed) {
        if (session == null) {
            return Optional.empty();
        }
        try {
            var chain = Stream.of(session.getPeerCertificates())
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
            boolean good =
                    chain.length > 0 && believed.map(tls -> tls.trusts(chain)).orElse(false);
            return good ? commonName(chain[0]) : Optional.empty();
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
