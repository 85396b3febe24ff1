package flotilla.ops.cert;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.NamedFile;
import flotilla.node.tls.TlsPolicy;
import flotilla.ops.config.Pem;
import flotilla.ops.config.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A certificate that a configuration names.
 *
 * @param of the place in the configuration
 * @param certificate empty: it cannot be read now
 * @param problem why not
 */
public record NamedCertificate(String of, Use use, Optional<X509Certificate> certificate, String problem) {

    /** What for. */
    public enum Use {
        /** What this node shows of itself. */
        IDENTITY,
        /** Who has signed that. */
        CHAIN,
        /** Whom it believes. */
        TRUST;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private NamedCertificate(String of, Use use, X509Certificate certificate) {
        this(of, use, Optional.of(certificate), "");
    }

    /** All that these settings name: what a node shows, and whom it believes. */
    public static List<NamedCertificate> all(Settings settings) {
        var all = new ArrayList<NamedCertificate>();
        new TreeMap<>(settings.node().upstreams())
                .forEach((name, upstream) ->
                        ofPolicy("upstreams." + name + ".tls", upstream.policy().tls(), all));
        ofPolicy("consul.announced.tls", settings.node().announcedPolicy().tls(), all);
        settings.admin().tls().ifPresent(tls -> {
            chain("admin.tls.cert_file", tls.identity().chain(), all);
            trust("admin.tls.client_ca_file", tls.clientAuthorities(), all);
        });
        settings.cluster().flatMap(cluster -> cluster.tls()).ifPresent(tls -> {
            ofFile("cluster.tls.certificate", tls.certificate(), Use.IDENTITY, all);
            ofFile("cluster.tls.ca", tls.ca(), Use.TRUST, all);
        });
        return all;
    }

    private static void ofPolicy(String place, TlsPolicy policy, List<NamedCertificate> all) {
        policy.identity().ifPresent(identity -> chain(place + ".cert_file", identity.chain(), all));
        trust(place + ".ca_file", policy.trusted(), all);
    }

    private static void chain(String place, List<X509Certificate> chain, List<NamedCertificate> all) {
        for (int i = 0; i < chain.size(); i++) {
            all.add(new NamedCertificate(place, i == 0 ? Use.IDENTITY : Use.CHAIN, chain.get(i)));
        }
    }

    private static void trust(String place, Iterable<X509Certificate> trusted, List<NamedCertificate> all) {
        trusted.forEach(one -> all.add(new NamedCertificate(place, Use.TRUST, one)));
    }

    /** Of a file that is read again when it changes. */
    private static void ofFile(String place, Path file, Use use, List<NamedCertificate> all) {
        try {
            var certificates = Pem.certificates(NamedFile.text(file, StandardCharsets.ISO_8859_1));
            if (use == Use.TRUST) {
                trust(place, certificates, all);
            } else {
                chain(place, certificates, all);
            }
        } catch (IOException | InvalidValue e) {
            all.add(new NamedCertificate(place, use, Optional.empty(), e.toString()));
        }
    }
}
