package flotilla.ops.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.discovery.Time;
import flotilla.ops.cert.NamedCertificate;
import flotilla.ops.config.Settings;
import flotilla.ops.rest.Operation;
import flotilla.ops.rest.Reply;
import flotilla.ops.rest.Schema;
import flotilla.ops.rest.Schema.Thing;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The certificates that this node shows and believes: what is public of them, and until when they are valid. */
final class CertificatesResource {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Thing CERTIFICATE = Schema.thing("Certificate")
            .with("of", Schema.text("The place in the configuration."))
            .with(
                    "use",
                    Schema.text("What for.")
                            .oneOf(Stream.of(NamedCertificate.Use.values())
                                    .map(NamedCertificate.Use::word)
                                    .toList()))
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
        var page = JSON.createObjectNode();
        var list = page.putArray("certificates");
        for (var named : NamedCertificate.all(settings.get())) {
            var entry = list.addObject()
                    .put("of", named.of())
                    .put("use", named.use().word());
            named.certificate()
                    .ifPresentOrElse(one -> describe(one, entry), () -> entry.put("problem", named.problem()));
        }
        return Reply.of(page);
    }

    private void describe(X509Certificate certificate, ObjectNode entry) {
        var until = certificate.getNotAfter().toInstant();
        entry.put("subject", certificate.getSubjectX500Principal().getName());
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
