package flotilla.ops.config;

import java.util.List;

/** Which parts of a configuration a running process follows; all others need a restart or an upgrade. */
final class Live {

    private static final List<String> PARTS = List.of(
            "listeners",
            "upstreams",
            "routes",
            "limits",
            "zone",
            "consul.routes",
            "consul.announced",
            "stop_timeout",
            "reload");

    private Live() {}

    /** Whether a running process can take another value at this path. */
    static boolean covers(String path) {
        return PARTS.stream()
                .anyMatch(part -> path.equals(part) || path.startsWith(part + ".") || path.startsWith(part + "["));
    }
}
