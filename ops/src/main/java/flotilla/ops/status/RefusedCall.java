package flotilla.ops.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.StringJoiner;

/** A node was reached, and does not do what it was asked. */
public final class RefusedCall extends Exception {

    private static final long serialVersionUID = 1;
    private static final int BUSY = 409;
    private static final int CHANGED_MEANWHILE = 412;

    private final transient JsonNode problem;

    RefusedCall(URI uri, JsonNode problem) {
        super(text(uri, problem));
        this.problem = problem;
    }

    private static String text(URI uri, JsonNode problem) {
        var text = new StringJoiner("\n  ");
        var errors = problem.path("errors");
        text.add(uri.getPath() + " answers " + problem.path("status").asText() + ": "
                + (errors.size() > 1
                        ? problem.path("title").asText()
                        : problem.path("detail").asText()));
        if (errors.size() > 1) {
            for (var error : errors) {
                text.add(
                        error.path("path").asText() + ": " + error.path("value").asText() + " (expected: "
                                + error.path("expected").asText() + ")");
            }
        }
        return text.toString();
    }

    /** Whether it would have been done, had nobody else changed something meanwhile: to be looked at and asked again. */
    public boolean isLate() {
        int status = problem.path("status").asInt();
        return status == CHANGED_MEANWHILE || status == BUSY;
    }

    /** As the node said it. */
    public String json() {
        return problem.toPrettyString();
    }
}
