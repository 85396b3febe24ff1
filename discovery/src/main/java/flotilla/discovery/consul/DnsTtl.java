package flotilla.discovery.consul;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * For how long those who ask Consul's DNS for a service may keep the answer: what an agent says of its own configuration,
 * {@code dns_config.service_ttl}. That maps names to durations as Go writes them ({@code 1m30s}); a key may end with *,
 * and the longest that fits counts. A service that none fits has a TTL of zero.
 */
final class DnsTtl {

    private static final String KEY = "DNSServiceTTL";
    private static final Pattern DURATION = Pattern.compile("(\\d+(\\.\\d+)?(ns|us|\u00b5s|ms|s|m|h))+|0");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|\u00b5s|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "\u00b5s", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    private DnsTtl() {}

    /**
     * The service's; empty if the agent does not say so in words that are known.
     *
     * @param debugConfig of an agent's {@code /v1/agent/self}
     */
    static Optional<Duration> of(@Nullable Map<String, ?> debugConfig, String service) {
        if (debugConfig == null || !(debugConfig.get(KEY) instanceof Map<?, ?> ttls)) {
            return Optional.empty();
        }
        if (ttls.get(service) instanceof String exact) {
            return duration(exact);
        }
        var longest = "";
        for (var key : ttls.keySet()) {
            if (key instanceof String pattern
                    && pattern.endsWith("*")
                    && pattern.length() > longest.length()
                    && service.startsWith(pattern.substring(0, pattern.length() - 1))) {
                longest = pattern;
            }
        }
        return ttls.get(longest) instanceof String found ? duration(found) : Optional.of(Duration.ZERO);
    }

    private static Optional<Duration> duration(String text) {
        if (text.length() > 64 || !DURATION.matcher(text).matches()) {
            return Optional.empty();
        }
        var nanos = BigDecimal.ZERO;
        var parts = PART.matcher(text);
        while (parts.find()) {
            nanos = nanos.add(new BigDecimal(parts.group(1))
                    .multiply(BigDecimal.valueOf(NANOS.getOrDefault(parts.group(2), 0L))));
        }
        return Optional.of(
                Duration.ofNanos(nanos.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue()));
    }
}
