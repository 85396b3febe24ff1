package flotilla.ops.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * What is answered.
 *
 * @param version that tells what is shown from what was there before (its entity tag); empty: none
 * @param headers besides those that every answer has
 */
public record Reply(int status, String contentType, String body, String version, Map<String, String> headers) {

    public static final String JSON = "application/json";

    private static final int OK = 200;

    public Reply {
        headers = Map.copyOf(headers);
    }

    /** All is well, and this is how it is now. */
    public static Reply of(JsonNode content) {
        return new Reply(OK, JSON, content.toPrettyString() + "\n", "", Map.of());
    }

    public static Reply text(int status, String contentType, String body) {
        return new Reply(status, contentType, body, "", Map.of());
    }

    public static Reply text(int status, String body) {
        return text(status, "text/plain; charset=utf-8", body);
    }

    public Reply withVersion(String newVersion) {
        return new Reply(status, contentType, body, newVersion, headers);
    }
}
