package flotilla.discovery;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The URI of a source, taken apart: {@code scheme://authority/path?parameters#fragment}, or {@code scheme:path...}.
 *
 * <p>{@link URI} alone does not do: it knows no query in {@code file:upstreams.yaml?upstream=web} (an opaque URI), and no
 * host in {@code srv://_http._tcp.shop} (underscores). Every refusal is an {@link InvalidValue} that names the whole URI.
 */
public final class SourceUri {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private final URI uri;
    private final String authority;
    private final String path;
    private final Map<String, List<String>> parameters = new LinkedHashMap<>();

    private SourceUri(URI uri) {
        this.uri = uri;
        var rest = uri.getRawSchemeSpecificPart();
        var question = rest.indexOf('?');
        var place = question < 0 ? rest : rest.substring(0, question);
        readParameters(question < 0 ? "" : rest.substring(question + 1));
        if (place.startsWith("//")) {
            var slash = place.indexOf('/', 2);
            this.authority = decode(slash < 0 ? place.substring(2) : place.substring(2, slash));
            this.path = slash < 0 ? "" : decode(place.substring(slash));
        } else {
            this.authority = "";
            this.path = decode(place);
        }
    }

    /** Takes an absolute URI apart. */
    public static SourceUri of(URI uri) {
        InvalidValue.require(uri.isAbsolute(), "source", uri, "a URI with a scheme, such as fixed:10.0.0.1:80");
        return new SourceUri(uri);
    }

    /** The same URI with one parameter added, unless it has that parameter already. */
    public static URI withParameter(URI uri, String name, String value) {
        if (of(uri).parameters.containsKey(name)) {
            return uri;
        }
        var text = uri.toString();
        var hash = text.indexOf('#');
        var head = hash < 0 ? text : text.substring(0, hash);
        var tail = hash < 0 ? "" : text.substring(hash);
        return URI.create(head + (head.indexOf('?') < 0 ? "?" : "&") + name + "=" + value + tail);
    }

    public URI uri() {
        return uri;
    }

    /** What stands between {@code //} and the next slash; empty if there is none. */
    public String authority() {
        return authority;
    }

    /** What follows the authority, with its slash; of {@code scheme:rest} the rest. */
    public String path() {
        return path;
    }

    public Optional<String> fragment() {
        return Optional.ofNullable(uri.getFragment());
    }

    /** The parameter's value, its last one if it is said several times. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name)).map(List::getLast);
    }

    /** All values of a parameter that may be said several times. */
    public List<String> parameters(String name) {
        return List.copyOf(parameters.getOrDefault(name, List.of()));
    }

    /** A parameter such as {@code 500ms}, {@code 5s}, {@code 1m}. */
    public Duration duration(String name, Duration otherwise) {
        return parameter(name).map(text -> duration(name, text)).orElse(otherwise);
    }

    /** A parameter that is {@code true} or {@code false}. */
    public boolean flag(String name, boolean otherwise) {
        var text = parameter(name).orElse(String.valueOf(otherwise));
        require(text.equals("true") || text.equals("false"), name + "=true or " + name + "=false");
        return text.equals("true");
    }

    /** Refuses parameters that are not among {@code known}. */
    public SourceUri onlyParameters(Set<String> known) {
        for (var name : parameters.keySet()) {
            require(
                    known.contains(name),
                    known.isEmpty()
                            ? "no parameters; got " + name
                            : "the parameters " + String.join(", ", new TreeSet<>(known)) + "; got " + name);
        }
        return this;
    }

    /** Refuses the URI unless {@code holds}. */
    public void require(boolean holds, String expected) {
        if (!holds) {
            throw refusal(expected);
        }
    }

    /** What to throw when the URI is not as {@code expected}. */
    public InvalidValue refusal(String expected) {
        return new InvalidValue("source", uri, expected);
    }

    private Duration duration(String name, String text) {
        var matcher = DURATION.matcher(text);
        require(matcher.matches(), name + " as a duration such as 500ms, 5s, 1m or 1h; got " + text);
        var amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    private void readParameters(String query) {
        for (var pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                var equals = pair.indexOf('=');
                var name = decode(equals < 0 ? pair : pair.substring(0, equals));
                var value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                parameters.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
            }
        }
    }

    /** Percent-decoding alone: a plus stays a plus (RFC 3986). */
    private static String decode(String raw) {
        return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
