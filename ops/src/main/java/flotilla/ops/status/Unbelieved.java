package flotilla.ops.status;

import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import javax.net.ssl.SSLException;

/** What is wrong with a node's certificate that is not believed, or else with its TLS, and what helps. */
final class Unbelieved {

    private static final String UNKNOWN_SIGNER = "nobody whom this command believes has signed its certificate"
            + " (--ca: the PEM file of the authority that has)";

    private Unbelieved() {}

    static String why(SSLException unsafe) {
        return switch (first(unsafe)) {
            case CertificateExpiredException late ->
                "its certificate has expired: " + late.getMessage()
                        + " (renew the file of admin.tls.cert_file there, which a running node takes by itself)";
            case CertificateNotYetValidException early ->
                "its certificate is not valid yet: " + early.getMessage() + " (are the clocks of both machines right?)";
            case CertificateException unlike
            when isOfAnotherName(unlike) ->
                "its certificate is of another name: " + unlike.getMessage()
                        + " (ask by a name that it has, or have it signed for this one)";
            case CertPathBuilderException _ -> UNKNOWN_SIGNER;
            case SignatureException _ -> UNKNOWN_SIGNER;
            case CertPathValidatorException path when path.getReason() == PKIXReason.NO_TRUST_ANCHOR -> UNKNOWN_SIGNER;
            case CertPathValidatorException path -> unfit(path);
            case CertificateException other -> unfit(other);
            default ->
                unsafe.getMessage()
                        + " (does that port speak TLS, with a valid certificate of that host that --ca trusts?)";
        };
    }

    /** The cause of all others says what it was; those around it say that something was. */
    private static Throwable first(Throwable e) {
        var first = e;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return first;
    }

    /** The JDK has no class of its own for that. */
    private static boolean isOfAnotherName(CertificateException e) {
        var words = String.valueOf(e.getMessage());
        return words.startsWith("No subject alternative ") || words.startsWith("No name matching ");
    }

    private static String unfit(Exception e) {
        return "its certificate is not to be believed: " + e.getMessage()
                + " (see the file of admin.tls.cert_file there)";
    }
}
