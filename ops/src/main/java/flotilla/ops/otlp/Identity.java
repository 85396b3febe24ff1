package flotilla.ops.otlp;

import java.time.Instant;
import java.util.Map;

/**
 * Whom a collector has metrics and traces from. Two processes of one node are there at a time while one takes the other's place, and
 * each counts from its own start: so an instance is a process, and the node an attribute beside it.
 *
 * @param service what the collector knows this program by: {@code service.name}
 * @param node its id among others
 * @param started when this process did
 */
public record Identity(String service, String node, Instant started) {

    /** {@code service.instance.id}: of this process alone. */
    public String instance() {
        return node + "@" + started;
    }

    /** As OpenTelemetry's conventions for resources have it. */
    public Map<String, String> attributes() {
        return Map.of(
                "service.name",
                service,
                "service.instance.id",
                instance(),
                "flotilla.node",
                node,
                "telemetry.sdk.language",
                "java",
                "telemetry.sdk.name",
                "opentelemetry");
    }
}
