package flotilla.ops.metrics.otlp;

import flotilla.discovery.InvalidValue;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where figures are sent by OTLP over HTTP, and how often.
 *
 * @param url of the collector; without a path, {@code /v1/metrics} is it. Empty: nothing is sent
 * @param interval from one export to the next
 * @param timeout of one export
 * @param headersFile lines of {@code Name: value} that requests to the collector have, read anew for each
 */
public record OtlpPolicy(Optional<URI> url, Duration interval, Duration timeout, Optional<Path> headersFile) {

    public static final OtlpPolicy DEFAULT =
            new OtlpPolicy(Optional.empty(), Duration.ofSeconds(30), Duration.ofSeconds(10), Optional.empty());

    public OtlpPolicy {
        url.ifPresent(each -> InvalidValue.require(
                each.getHost() != null && ("http".equals(each.getScheme()) || "https".equals(each.getScheme())),
                "url",
                each,
                "http://<host>:<port> or https://<host>:<port>, of a collector"));
        InvalidValue.require(interval.compareTo(Duration.ofSeconds(1)) >= 0, "interval", interval, ">= 1s");
        InvalidValue.require(timeout.isPositive(), "timeout", timeout, "> 0");
        InvalidValue.require(
                url.isPresent() || headersFile.isEmpty(), "headersFile", headersFile, "nothing, as there is no url");
    }

    public OtlpPolicy withUrl(URI to) {
        return new OtlpPolicy(Optional.of(to), interval, timeout, headersFile);
    }

    public OtlpPolicy withInterval(Duration every) {
        return new OtlpPolicy(url, every, timeout, headersFile);
    }

    public OtlpPolicy withHeadersFile(Path file) {
        return new OtlpPolicy(url, interval, timeout, Optional.of(file));
    }

    /** The whole of where to send to. */
    String target() {
        var to = url.orElseThrow();
        boolean bare = to.getPath().isEmpty() || to.getPath().equals("/");
        return bare ? to.resolve("/v1/metrics").toString() : to.toString();
    }
}
