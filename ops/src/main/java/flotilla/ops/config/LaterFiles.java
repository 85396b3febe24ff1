package flotilla.ops.config;

import flotilla.discovery.NamedFile;
import flotilla.node.cluster.tunnel.MemberTls;
import flotilla.ops.log.LogFilePolicy;
import flotilla.ops.otlp.OtlpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks at what the configuration names and a process reads only once it runs, or each time it is needed: what is wrong with it now is
 * told where it is named, and not by a part that does without. What it becomes later is the business of those who read it.
 */
final class LaterFiles {

    private final Layout layout;
    private final Problems problems;
    private final TlsFiles tls;
    private final NamedFiles files;

    LaterFiles(Layout layout, Problems problems, TlsFiles tls) {
        this.layout = layout;
        this.problems = problems;
        this.tls = tls;
        this.files = new NamedFiles(problems);
    }

    void check() {
        layout.cluster().flatMap(ClusterLayout::tls).ifPresent(this::members);
        consul(layout.consul());
        layout.tracing()
                .flatMap(tracing -> tracing.otlp().headersFile())
                .ifPresent(file -> headers("tracing.otlp.headers_file", file));
        layout.metrics().otlp().headersFile().ifPresent(file -> headers("metrics.otlp.headers_file", file));
        layout.scale().tokenFile().ifPresent(file -> token("scale.token_file", file));
        layout.errorLog().ifPresent(this::errorLog);
        layout.pidFile().ifPresent(this::pidFile);
    }

    private void members(MemberTls written) {
        var path = "cluster.tls.";
        tls.certificates(path + "ca", written.ca());
        tls.identity(path + "certificate", written.certificate(), path + "key", written.key());
    }

    private void consul(ConsulPolicy consul) {
        consul.tokenFile().ifPresent(file -> token("consul.token_file", file));
        consul.caFile().ifPresent(file -> tls.certificates("consul.ca_file", file));
        consul.certFile().ifPresent(chain -> consul.keyFile().ifPresent(key -> tls.identity("consul", chain, key)));
    }

    private void token(String path, Path file) {
        files.read(path, file, "a token", named -> NamedFile.text(named, StandardCharsets.ISO_8859_1));
    }

    private void headers(String path, Path file) {
        files.read(path, file, "header fields", OtlpHeaders::read);
    }

    /** Its directory is made, if that can be. */
    private void errorLog(LogFilePolicy policy) {
        var there = directory(policy.path());
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            var path = problems.knows("error_log.file") ? "error_log.file" : "error_log";
            problems.expected(path, policy.file(), "a file in a directory; " + there + " is none");
        }
    }

    private void pidFile(Path file) {
        var directory = directory(file);
        boolean made = layout.errorLog()
                .filter(log -> directory(log.path()).startsWith(directory))
                .isPresent();
        if (!made && !Files.isDirectory(directory)) {
            problems.expected(
                    "pid_file", file.toString(), "a file in a directory that is there; " + directory + " is not");
        }
    }

    private static Path directory(Path file) {
        var whole = file.toAbsolutePath().normalize();
        var parent = whole.getParent();
        return parent == null ? whole : parent;
    }
}
