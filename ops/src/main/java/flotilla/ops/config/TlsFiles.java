package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.NamedFile;
import flotilla.node.tls.TlsIdentity;
import flotilla.node.tls.TlsPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Reads the files that a policy of TLS names, as they are at this moment; what is wrong with one is noted where it is named. */
final class TlsFiles {

    private final Problems problems;
    private final NamedFiles files;

    TlsFiles(Problems problems) {
        this.problems = problems;
        this.files = new NamedFiles(problems);
    }

    /** The policy with what could be read; it is only good if no problem was noted. */
    TlsPolicy load(String path, TlsLayout written) {
        var policy = written.policy();
        if (written.caFile().isPresent()) {
            policy = policy.withTrusted(
                    certificates(path + ".ca_file", written.caFile().get()));
        }
        if (written.certFile().isPresent() && written.keyFile().isPresent()) {
            policy = identity(path, written.certFile().get(), written.keyFile().get())
                    .map(policy::withIdentity)
                    .orElse(policy);
        }
        return policy;
    }

    /** A chain and its key, below a path as {@code cert_file} and {@code key_file}; empty if a problem was noted. */
    Optional<TlsIdentity> identity(String path, Path certFile, Path keyFile) {
        return identity(path + ".cert_file", certFile, path + ".key_file", keyFile);
    }

    /** The same with names of their own for both. */
    Optional<TlsIdentity> identity(String certPath, Path certFile, String keyPath, Path keyFile) {
        var chain = certificates(certPath, certFile);
        if (chain.isEmpty()) {
            // What the key has to fit is not known, but that there is one.
            text(keyPath, keyFile, "a PEM key");
            return Optional.empty();
        }
        return key(keyPath, keyFile, chain).flatMap(key -> identity(keyPath, keyFile, key, chain));
    }

    List<X509Certificate> certificates(String path, Path file) {
        try {
            return text(path, file, "PEM certificates").map(Pem::certificates).orElse(List.of());
        } catch (InvalidValue invalid) {
            problems.expected(path, file.toString(), invalid.expected());
            return List.of();
        }
    }

    private Optional<PrivateKey> key(String path, Path file, List<X509Certificate> chain) {
        try {
            var algorithm = chain.getFirst().getPublicKey().getAlgorithm();
            return text(path, file, "a PEM key").map(text -> Pem.key(text, algorithm));
        } catch (InvalidValue invalid) {
            problems.expected(path, file.toString(), invalid.expected());
            return Optional.empty();
        }
    }

    private Optional<TlsIdentity> identity(String path, Path file, PrivateKey key, List<X509Certificate> chain) {
        try {
            return Optional.of(new TlsIdentity(key, chain));
        } catch (InvalidValue invalid) {
            problems.expected(path, file.toString(), invalid.expected());
            return Optional.empty();
        }
    }

    private Optional<String> text(String path, Path file, String expected) {
        return files.read(path, file, expected, named -> NamedFile.text(named, StandardCharsets.ISO_8859_1));
    }
}
