package flotilla.node.tls;

import java.net.InetAddress;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a certificate is one for a host, by RFC 9525. Only its alternative names count, never the common name of its
 * subject; a wildcard stands for exactly one label, the leftmost, as a whole: {@code *.shop.example} is for {@code
 * a.shop.example}, and not for {@code a.b.shop.example}, {@code shop.example}; {@code a*.shop.example} is for nobody.
 *
 * <p>The JDK's own check falls back on the common name and takes wildcards within labels, hence this one.
 */
final class ServerIdentity {

    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private ServerIdentity() {}

    /** The IP address that {@code host} spells, or null if it is a name. */
    static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** @throws CertificateException if the certificate is not for this host, naming whom it is for */
    static void require(String host, X509Certificate certificate) throws CertificateException {
        var address = literal(host);
        var names = names(certificate, address == null ? DNS_NAME : IP_ADDRESS);
        boolean matches = address == null
                ? names.stream().anyMatch(name -> matches(host, name))
                : names.stream().anyMatch(name -> address.equals(literal(name)));
        if (!matches) {
            throw new CertificateException("the certificate is for " + describe(certificate) + ", not for " + host);
        }
    }

    private static boolean matches(String host, String presented) {
        String wanted = lower(host);
        String name = lower(presented);
        if (!name.startsWith("*.")) {
            return name.equals(wanted);
        }
        int dot = wanted.indexOf('.');
        String parent = name.substring(1);
        return dot > 0 && parent.indexOf('*') < 0 && wanted.substring(dot).equals(parent);
    }

    private static String lower(String name) {
        String relative = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return relative.toLowerCase(Locale.ROOT);
    }

    private static String describe(X509Certificate certificate) throws CertificateParsingException {
        var all = new ArrayList<>(names(certificate, DNS_NAME));
        all.addAll(names(certificate, IP_ADDRESS));
        return all.isEmpty() ? "no host at all (it has no alternative names)" : String.join(", ", all);
    }

    private static List<String> names(X509Certificate certificate, int kind) throws CertificateParsingException {
        Collection<List<?>> all = certificate.getSubjectAlternativeNames();
        return all == null
                ? List.of()
                : all.stream()
                        .filter(entry -> entry.getFirst().equals(kind))
                        .map(entry -> entry.get(1).toString())
                        .toList();
    }
}
