package flotilla.ops.config;

import java.util.List;

/** Which parts of a configuration a running process follows; all others need a restart or an upgrade. */
final class Live {

    private static final List<String> PARTS = List.of(
            "listeners",
            "upstreams",
            "routes",
            "limits",
            "access_log",
            "error_log.rotate",
            "log",
            "tracing",
            "metrics",
            "scale",
            "admin.open_metrics",
            "admin.tokens",
            "admin.tls",
            "admin.audit_log",
            "zone",
            "consul.routes",
            "consul.announced",
            "stop_timeout",
            "drain_timeout",
            "warm_up",
            "reload");

    private Live() {}

    /** Whether a running process can take another value at this path. */
    static boolean covers(String path) {
        return PARTS.stream()
                .anyMatch(part -> path.equals(part) || path.startsWith(part + ".") || path.startsWith(part + "["));
    }
}
