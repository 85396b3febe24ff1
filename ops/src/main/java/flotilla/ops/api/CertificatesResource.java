package flotilla.ops.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.discovery.InvalidValue;
import flotilla.discovery.NamedFile;
import flotilla.discovery.Time;
import flotilla.node.tls.TlsPolicy;
import flotilla.ops.config.Pem;
import flotilla.ops.config.Settings;
import flotilla.ops.rest.Operation;
import flotilla.ops.rest.Reply;
import flotilla.ops.rest.Schema;
import flotilla.ops.rest.Schema.Thing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The certificates that this node shows and believes: what is public of them, and until when they are valid. */
final class CertificatesResource {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Thing CERTIFICATE = Schema.thing("Certificate")
            .with("of", Schema.text("The place in the configuration."))
            .with("use", Schema.text("What for.").oneOf(List.of("identity", "chain", "trust")))
            .maybe("subject", Schema.text("Whom it names."))
            .maybe("names", Schema.list(Schema.text("A host name or an IP address that it names.")))
            .maybe("issuer", Schema.text("Who has signed it."))
            .maybe("serial", Schema.text("Its number, hexadecimal."))
            .maybe("not_before", Schema.text("Valid from."))
            .maybe("not_after", Schema.text("Valid until."))
            .maybe("days_left", Schema.whole("Until then; less than 0: it has expired."))
            .maybe("problem", Schema.text("Why it cannot be read now."));

    private static final Thing CERTIFICATES =
            Schema.thing("Certificates").with("certificates", Schema.list(CERTIFICATE));

    private final Supplier<Settings> settings;
    private final Time time;

    CertificatesResource(Supplier<Settings> settings, Time time) {
        this.settings = settings;
        this.time = time;
    }

    List<Operation> operations() {
        return List.of(Operation.get(
                        "/certificates",
                        "listCertificates",
                        "The certificates that this node shows and believes, without their keys.")
                .answers(CERTIFICATES)
                .by(call -> shown()));
    }

    private Reply shown() {
        var now = settings.get();
        var page = JSON.createObjectNode();
        var list = page.putArray("certificates");
        new TreeMap<>(now.node().upstreams())
                .forEach((name, upstream) ->
                        ofPolicy("upstreams." + name + ".tls", upstream.policy().tls(), list));
        ofPolicy("consul.announced.tls", now.node().announcedPolicy().tls(), list);
        now.admin().tls().ifPresent(tls -> {
            chain("admin.tls.cert_file", tls.identity().chain(), list);
            tls.clientAuthorities().forEach(one -> describe("admin.tls.client_ca_file", "trust", one, list));
        });
        now.cluster().flatMap(cluster -> cluster.tls()).ifPresent(tls -> {
            ofFile("cluster.tls.certificate", tls.certificate(), "identity", list);
            ofFile("cluster.tls.ca", tls.ca(), "trust", list);
        });
        return Reply.of(page);
    }

    private void ofPolicy(String place, TlsPolicy policy, ArrayNode list) {
        policy.identity().ifPresent(identity -> chain(place + ".cert_file", identity.chain(), list));
        policy.trusted().forEach(certificate -> describe(place + ".ca_file", "trust", certificate, list));
    }

    private void chain(String place, List<X509Certificate> chain, ArrayNode list) {
        for (int i = 0; i < chain.size(); i++) {
            describe(place, i == 0 ? "identity" : "chain", chain.get(i), list);
        }
    }

    /** Of a file that is read again when it changes. */
    private void ofFile(String place, Path file, String use, ArrayNode list) {
        try {
            var certificates = Pem.certificates(NamedFile.text(file, StandardCharsets.ISO_8859_1));
            for (int i = 0; i < certificates.size(); i++) {
                describe(place, i > 0 && use.equals("identity") ? "chain" : use, certificates.get(i), list);
            }
        } catch (IOException | InvalidValue e) {
            list.addObject().put("of", place).put("use", use).put("problem", e.toString());
        }
    }

    private void describe(String place, String use, X509Certificate certificate, ArrayNode list) {
        var until = certificate.getNotAfter().toInstant();
        var entry = list.addObject()
                .put("of", place)
                .put("use", use)
                .put("subject", certificate.getSubjectX500Principal().getName());
        names(certificate, entry);
        entry.put("issuer", certificate.getIssuerX500Principal().getName())
                .put("serial", certificate.getSerialNumber().toString(16))
                .put("not_before", certificate.getNotBefore().toInstant().toString())
                .put("not_after", until.toString())
                .put(
                        "days_left",
                        Math.floorDiv(Duration.between(time.now(), until).toHours(), 24));
    }

    private static void names(X509Certificate certificate, ObjectNode entry) {
        var names = entry.putArray("names");
        try {
            var all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                all.forEach(name -> {
                    // A DNS name and an address are texts; other kinds (RFC 5280, section 4.2.1.6) name no host.
                    if (name.get(1) instanceof String text) {
                        names.add(text);
                    }
                });
            }
        } catch (CertificateParsingException e) {
            entry.put("problem", "its names cannot be read: " + e.getMessage());
        }
    }
}
