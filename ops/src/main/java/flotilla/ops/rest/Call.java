package flotilla.ops.rest;

import com.fasterxml.jackson.databind.JsonNode;
import flotilla.discovery.InvalidValue;
import java.util.Map;
import java.util.Optional;

/**
 * What an operation is asked, after its description has checked it.
 *
 * @param caller who asks, by the name that access gave
 * @param path the values of the path's parameters
 * @param query the values that are there
 * @param version that has to be there still, for a change; empty: any
 * @param body missing if the operation takes none, or one that is not JSON
 * @param text the body as it came
 */
public record Call(
        String caller,
        Map<String, String> path,
        Map<String, String> query,
        Optional<String> version,
        JsonNode body,
        String text) {

    /** A parameter of the path. */
    public String of(String parameter) {
        return path.getOrDefault(parameter, "");
    }

    /**
     * Who wants a change: the caller's own word where access knows no name, else the name that access knows, with the
     * caller's word for whom.
     */
    public String by() {
        var word = query.getOrDefault(Query.BY.name(), "");
        if (caller.isEmpty()) {
            InvalidValue.require(!word.isBlank(), "by", "nothing", "who wants it, such as a user's name");
            return word;
        }
        return word.isEmpty() || word.equals(caller) ? caller : word + " (" + caller + ")";
    }

    public String why() {
        return query.getOrDefault(Query.WHY.name(), "");
    }

    /** The same on another condition. */
    public Call onCondition(Optional<String> other) {
        return new Call(caller, path, query, other, body, text);
    }

    /** Whether a query's truth value is true. */
    public boolean is(String name) {
        return query.getOrDefault(name, "false").equals("true");
    }
}
