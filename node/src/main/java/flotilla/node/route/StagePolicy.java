package flotilla.node.route;

import flotilla.discovery.InvalidValue;
import java.util.Map;

/**
 * A stage that a route has beside those of every request.
 *
 * @param name that a plug-in gives it
 * @param options that the plug-in understands
 */
public record StagePolicy(String name, Map<String, String> options) {

    public StagePolicy {
        InvalidValue.require(
                name.matches("[a-z][a-z0-9_]{0,63}"),
                "name",
                name,
                "small letters, digits and underscores, a letter first, at most 64");
        options = Map.copyOf(options);
    }
}
