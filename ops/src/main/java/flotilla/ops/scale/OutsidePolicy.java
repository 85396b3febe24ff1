package flotilla.ops.scale;

import flotilla.discovery.InvalidValue;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Who is told of advice, and who is asked for CPU.
 *
 * @param webhook gets each advice as JSON, by POST
 * @param tokenFile holds what is sent to the webhook as a bearer token; read each time
 * @param command a program and its first arguments, run for each advice, without a shell; empty: none
 * @param timeout for one call of the webhook and one run of the command
 * @param prometheus where its HTTP API is
 */
public record OutsidePolicy(
        Optional<URI> webhook,
        Optional<Path> tokenFile,
        List<String> command,
        Duration timeout,
        Optional<URI> prometheus) {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    public static final OutsidePolicy DEFAULT =
            new OutsidePolicy(Optional.empty(), Optional.empty(), List.of(), Duration.ofSeconds(30), Optional.empty());

    public OutsidePolicy {
        command = List.copyOf(command);
        webhook.ifPresent(url -> InvalidValue.require(isHttp(url), "webhook", url, "an http or https URL"));
        prometheus.ifPresent(url -> InvalidValue.require(isHttp(url), "prometheus", url, "an http or https URL"));
        InvalidValue.require(
                webhook.isPresent() || tokenFile.isEmpty(), "tokenFile", "a file", "none, as there is no webhook");
        InvalidValue.require(
                command.isEmpty() || !command.getFirst().isBlank(), "command", "''", "a program and its arguments");
        InvalidValue.require(
                timeout.compareTo(Duration.ofMillis(100)) >= 0 && timeout.compareTo(LONGEST) <= 0,
                "timeout",
                timeout,
                "100ms to 10m");
    }

    /** Whether the same are told in the same way as by the other one. */
    boolean tellsLike(OutsidePolicy other) {
        return new OutsidePolicy(webhook, tokenFile, command, timeout, other.prometheus).equals(other);
    }

    private static boolean isHttp(URI url) {
        return ("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null;
    }
}
