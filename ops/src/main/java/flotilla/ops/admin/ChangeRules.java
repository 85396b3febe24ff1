package flotilla.ops.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import flotilla.ops.admin.AdminServer.Answer;
import flotilla.ops.admin.AdminServer.Request;
import flotilla.ops.settings.Fields;
import java.util.Locale;
import java.util.Optional;

/**
 * Who may change something over the admin port, and how a change that is not made is told.
 *
 * <p>The port asks nobody for a password, so a change is taken only where the port is on a loopback address (or the
 * configuration says otherwise), and never from a browser: a page of whatever origin, or a name that has been made to
 * lead here, could ask for it. A browser cannot leave out {@code Origin} in a PATCH, nor send JSON elsewhere unasked.
 *
 * <p>What is refused is told as RFC 9457 says.
 *
 * @param takesChanges whether the port does at all
 */
record ChangeRules(boolean takesChanges) {

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static ChangeRules of(AdminPolicy policy) {
        return new ChangeRules(policy.takesChanges());
    }

    /** Why it is not even looked at; empty: it is. */
    Optional<Answer> refusal(Request request) {
        if (!takesChanges) {
            return Optional.of(problem(
                    403,
                    "this port is not on a loopback address and asks nobody for a password: change it from the"
                            + " machine itself, or set admin.insecure_changes"));
        } else if (request.fromBrowser()) {
            return Optional.of(problem(403, "browsers may not change anything"));
        } else if (!request.contentType().toLowerCase(Locale.ROOT).matches("application/json\\s*(;.*)?")) {
            return Optional.of(
                    problem(415, "Content-Type: " + request.contentType() + " (expected: application/json)"));
        }
        return Optional.empty();
    }

    static Fields body(Request request) throws JsonProcessingException {
        return new Fields(JSON.readTree(request.body()), "body");
    }

    static Answer problem(int status, String detail) {
        var problem = JSON.createObjectNode()
                .put("title", title(status))
                .put("status", status)
                .put("detail", detail);
        return new Answer(status, "application/problem+json", problem.toPrettyString() + "\n");
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Not JSON";
            case 403 -> "Changes are not taken here";
            case 409 -> "Changed at the same moment";
            case 412 -> "Changed meanwhile";
            case 415 -> "Not JSON";
            case 503 -> "Settings cannot be kept now";
            default -> "Not a change that can be";
        };
    }
}
