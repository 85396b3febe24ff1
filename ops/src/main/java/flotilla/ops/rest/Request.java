package flotilla.ops.rest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The head of a request, as it came.
 *
 * @param path in its encoded form
 * @param query in its encoded form, without the question mark; empty if there is none
 * @param headers by names in any case; of several of one name, all, with commas between
 */
public record Request(String method, String path, String query, Map<String, String> headers) {

    public Request {
        var anyCase = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        headers = anyCase;
    }

    /** A field's value; empty if there is none. */
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** The decoded value of a parameter of the query; empty if there is none, or it cannot be decoded. */
    public String parameter(String name) {
        for (var pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals >= 0 && pair.substring(0, equals).equals(name)) {
                return Percent.decode(pair.substring(equals + 1).replace('+', ' '))
                        .orElse("");
            }
        }
        return "";
    }

    /** The decoded segments of its path; empty if it cannot be decoded. */
    Optional<List<String>> segments() {
        var segments = new ArrayList<String>();
        for (var segment : path.substring(Math.min(1, path.length())).split("/", -1)) {
            var decoded = Percent.decode(segment);
            if (decoded.isEmpty()) {
                return Optional.empty();
            }
            segments.add(decoded.get());
        }
        return Optional.of(segments);
    }

    /** Percent-encoding (RFC 3986). */
    static final class Percent {

        private static final int HEX = 16;

        private Percent() {}

        static Optional<String> decode(String text) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            var decoded = new byte[bytes.length];
            int length = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] != '%') {
                    decoded[length++] = bytes[i];
                } else if (i + 2 < bytes.length && hex(bytes[i + 1]) >= 0 && hex(bytes[i + 2]) >= 0) {
                    decoded[length++] = (byte) (hex(bytes[i + 1]) * HEX + hex(bytes[i + 2]));
                    i += 2;
                } else {
                    return Optional.empty();
                }
            }
            var result = new String(decoded, 0, length, StandardCharsets.UTF_8);
            return result.indexOf('\uFFFD') >= 0 ? Optional.empty() : Optional.of(result);
        }

        private static int hex(byte digit) {
            return Character.digit(digit, HEX);
        }
    }
}
