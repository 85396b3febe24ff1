package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import flotilla.ops.access.AccessPolicy;
import flotilla.ops.access.Role;
import flotilla.ops.access.TokenPolicy;
import flotilla.ops.admin.AdminPolicy;
import flotilla.ops.admin.AdminTls;
import flotilla.ops.log.LogFilePolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The admin port as it is written: with the files that certificates and keys stand in. */
public record AdminLayout(
        String bind,
        boolean openMetrics,
        Map<String, TokenPolicy> tokens,
        Optional<AdminTlsLayout> tls,
        Optional<LogFilePolicy> auditLog) {

    public static final AdminLayout DEFAULT = new AdminLayout(
            AdminPolicy.DEFAULT.bind(),
            AccessPolicy.DEFAULT.openMetrics(),
            Map.of(),
            Optional.empty(),
            Optional.empty());

    public AdminLayout {
        new AdminPolicy(bind);
    }

    /** What the port shows, and whose certificates it believes. */
    public record AdminTlsLayout(Path certFile, Path keyFile, Optional<Path> clientCaFile, Map<String, Role> clients) {

        public AdminTlsLayout {
            InvalidValue.require(
                    clientCaFile.isPresent() || clients.isEmpty(),
                    "clientCaFile",
                    "nothing",
                    "a file of the certificates that sign those of clients");
            InvalidValue.require(
                    clientCaFile.isEmpty() || !clients.isEmpty(),
                    "clients",
                    "nothing",
                    "the names in their certificates, each with read or change");
        }
    }

    /** The policy with what could be read; it is only good if no problem was noted. */
    AdminPolicy policy(TlsFiles files) {
        var clients = tls.map(AdminTlsLayout::clients).orElse(Map.of());
        return new AdminPolicy(
                bind,
                new AccessPolicy(tokens, clients, openMetrics),
                tls.flatMap(written -> read(written, files)),
                auditLog);
    }

    private static Optional<AdminTls> read(AdminTlsLayout written, TlsFiles files) {
        var path = "admin.tls";
        var authorities = written.clientCaFile().map(file -> files.certificates(path + ".client_ca_file", file));
        return files.identity(path, written.certFile(), written.keyFile())
                .map(identity -> new AdminTls(identity, authorities.orElse(List.of())));
    }
}
