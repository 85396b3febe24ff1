package flotilla.node.cluster.tunnel;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Whom a certificate names as its subject's alternative names (RFC 5280 section 4.2.1.6): node ids, hosts, addresses. */
final class CertificateNames {

    private static final int DNS = 2;
    private static final int IP = 7;

    private final List<String> names;

    private CertificateNames(List<String> names) {
        this.names = names;
    }

    static CertificateNames of(X509Certificate certificate) {
        try {
            return new CertificateNames(Optional.ofNullable(certificate.getSubjectAlternativeNames()).stream()
                    .flatMap(Collection::stream)
                    .filter(name ->
                            name.getFirst().equals(DNS) || name.getFirst().equals(IP))
                    .map(name -> String.valueOf(name.get(1)))
                    .toList());
        } catch (CertificateParsingException e) {
            return new CertificateNames(List.of());
        }
    }

    /** Whether it names a node or host, regardless of case. */
    boolean name(String wanted) {
        return names.stream().anyMatch(wanted::equalsIgnoreCase);
    }

    /** Whether it names an address, however that is spelt. */
    boolean name(InetAddress wanted) {
        return names.stream()
                .anyMatch(name -> isLiteral(name) && InetAddress.ofLiteral(name).equals(wanted));
    }

    private static boolean isLiteral(String name) {
        return name.indexOf(':') >= 0 || name.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    }

    @Override
    public String toString() {
        return names.isEmpty() ? "nobody" : String.join(", ", names);
    }
}
