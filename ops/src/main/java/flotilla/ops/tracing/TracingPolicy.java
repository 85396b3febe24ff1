package flotilla.ops.tracing;

import flotilla.discovery.InvalidValue;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Which requests have spans, and where these go.
 *
 * @param sample the share of traces beginning here that is recorded, 0 to 1; who asks us with a trace has decided for it
 * @param otlp the collector
 * @param service what the collector knows this program by: {@code service.name}
 * @param queue spans that may wait at each I/O thread; more are dropped and counted
 */
public record TracingPolicy(double sample, OtlpPolicy otlp, String service, int queue) {

    public static final TracingPolicy DEFAULT = new TracingPolicy(0.01, OtlpPolicy.DEFAULT, "flotilla", 2048);

    public TracingPolicy {
        InvalidValue.require(sample >= 0 && sample <= 1, "sample", sample, "0 to 1");
        InvalidValue.require(!service.isBlank(), "service", service, "a name");
        InvalidValue.require(queue >= 64 && queue <= 1 << 20, "queue", queue, "64 to 1048576");
    }

    /** Whether spans go the same way as by the other one, however many they are. */
    public boolean sendsLike(TracingPolicy other) {
        return new TracingPolicy(other.sample, otlp, service, queue).equals(other);
    }

    /**
     * A collector that understands OTLP over HTTP.
     *
     * @param url of its traces
     * @param headers that each export has
     * @param headersFile lines of {@code Name: value} that each export has besides, such as those that say who asks; read anew for each
     * @param timeout of an export
     * @param compress whether exports are sent in gzip
     */
    public record OtlpPolicy(
            URI url, Map<String, String> headers, Optional<Path> headersFile, Duration timeout, boolean compress) {

        public static final OtlpPolicy DEFAULT = new OtlpPolicy(
                URI.create("http://127.0.0.1:4318/v1/traces"),
                Map.of(),
                Optional.empty(),
                Duration.ofSeconds(10),
                true);

        public OtlpPolicy {
            headers = Map.copyOf(headers);
            var scheme = String.valueOf(url.getScheme());
            InvalidValue.require(
                    (scheme.equals("http") || scheme.equals("https")) && url.getHost() != null,
                    "url",
                    url,
                    "http:// or https://, such as http://127.0.0.1:4318/v1/traces");
            InvalidValue.require(timeout.toMillis() >= 1, "timeout", timeout, ">= 1ms");
        }
    }
}
