package flotilla.ops.metrics.otlp;

import io.opentelemetry.api.common.Attributes;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;

/**
 * What figures are called in OTLP. Those for which OpenTelemetry's conventions for HTTP have a name bear that; all others keep
 * Prometheus' own name, without {@code _total}, and tell their unit besides.
 */
final class OtlpNames {

    private static final Map<String, String> METRICS =
            Map.of("http_server_request_duration_seconds", "http.server.request.duration");

    private static final Map<String, String> ATTRIBUTES = Map.of(
            "http_request_method", "http.request.method",
            "http_route", "http.route",
            "error_type", "error.type",
            "url_scheme", "url.scheme",
            "flotilla_listener", "flotilla.listener",
            "flotilla_route", "flotilla.route",
            "flotilla_upstream", "flotilla.upstream");

    /** Numbers by the conventions. */
    private static final String STATUS = "http_response_status_code";

    private OtlpNames() {}

    static String metric(String name) {
        return METRICS.getOrDefault(name, name);
    }

    /** In UCUM, as OpenTelemetry has it. */
    static String unit(String name) {
        if (name.endsWith("_count")) {
            return "";
        }
        var of = name.replaceFirst("_(sum|max)$", "");
        if (of.endsWith("_seconds")) {
            return "s";
        }
        return of.endsWith("_bytes") ? "By" : "";
    }

    static Attributes attributes(Labels labels) {
        var attributes = Attributes.builder();
        for (var label : labels) {
            if (label.getValue().isEmpty()) {
                continue;
            }
            if (label.getName().equals(STATUS)) {
                attributes.put("http.response.status_code", Long.parseLong(label.getValue()));
            } else {
                attributes.put(ATTRIBUTES.getOrDefault(label.getName(), label.getName()), label.getValue());
            }
        }
        return attributes.build();
    }
}
