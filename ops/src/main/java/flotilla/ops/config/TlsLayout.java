package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import flotilla.node.tls.TlsPolicy;
import java.nio.file.Path;
import java.util.Optional;

/** TLS to endpoints as it is written: with the files that certificates and keys stand in. */
public record TlsLayout(
        boolean enabled,
        boolean verify,
        String serverName,
        TlsPolicy.Version minVersion,
        Optional<Path> caFile,
        Optional<Path> certFile,
        Optional<Path> keyFile) {

    public static final TlsLayout DEFAULT = new TlsLayout(
            TlsPolicy.DEFAULT.enabled(),
            TlsPolicy.DEFAULT.verify(),
            TlsPolicy.DEFAULT.serverName(),
            TlsPolicy.DEFAULT.minVersion(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public TlsLayout {
        TlsPolicy.DEFAULT.withServerName(serverName);
        InvalidValue.require(
                certFile.isPresent() || keyFile.isEmpty(), "certFile", "nothing", "a file, as there is a key_file");
        InvalidValue.require(
                keyFile.isPresent() || certFile.isEmpty(), "keyFile", "nothing", "a file, as there is a cert_file");
        InvalidValue.require(
                verify || caFile.isEmpty(), "verify", verify, "true, as there is a ca_file to verify with");
    }

    /** The policy without what stands in files. */
    TlsPolicy policy() {
        return TlsPolicy.DEFAULT
                .withEnabled(enabled)
                .withVerify(verify)
                .withServerName(serverName)
                .withMinVersion(minVersion);
    }
}
