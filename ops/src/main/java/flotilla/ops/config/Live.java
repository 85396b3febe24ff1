package flotilla.ops.config;

import java.util.List;
import java.util.regex.Pattern;

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
            "admin.open_metrics",
            "admin.tokens",
            "admin.tls",
            "admin.audit_log",
            "zone",
            "consul.routes",
            "consul.announced",
            "stop_timeout",
            "warm_up",
            "reload");

    /** What is advised of an upstream's endpoints goes on as it began; the name before it may have dots. */
    private static final Pattern SCALE = Pattern.compile(
            "upstreams\\..+\\.scale(\\.(min|max|target_.*|cpu_query|start_time|cool_down|hysteresis|forecast.*))?");

    private Live() {}

    /** Whether a running process can take another value at this path. */
    static boolean covers(String path) {
        return !SCALE.matcher(path).matches()
                && PARTS.stream()
                        .anyMatch(part ->
                                path.equals(part) || path.startsWith(part + ".") || path.startsWith(part + "["));
    }
}
