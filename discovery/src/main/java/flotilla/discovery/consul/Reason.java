package flotilla.discovery.consul;

import java.io.UncheckedIOException;
import org.kiwiproject.consul.ConsulException;

/** Puts a failed request into words that are the same each time it fails the same way. */
final class Reason {

    private static final int MAX = 200;

    private Reason() {}

    static String of(Throwable cause) {
        if (cause instanceof ConsulException answer && answer.hasCode()) {
            return line("answered " + answer.getCode() + " " + answer.getMessage());
        }
        var deeper =
                cause instanceof ConsulException || cause instanceof UncheckedIOException ? cause.getCause() : null;
        return deeper == null ? line(cause.toString()) : of(deeper);
    }

    private static String line(String words) {
        var line = words.strip().replaceAll("\\s+", " ");
        return line.length() > MAX ? line.substring(0, MAX) + "..." : line;
    }
}
