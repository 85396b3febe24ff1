package flotilla.ops.ctl;

import flotilla.discovery.InvalidValue;
import flotilla.ops.settings.Scope;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How far a change of settings goes. */
final class Reach {

    @Option(
            names = "--scope",
            paramLabel = "<fleet|node>",
            description =
                    "Where it counts: fleet (unless you say otherwise), or node: at the asked one alone, where it goes"
                            + " before what the fleet has until it is taken back there.")
    private String scope = Scope.FLEET.key();

    /** As the API takes it, with who and why. */
    Map<String, String> with(Author author) {
        InvalidValue.require(Scope.KEYS.contains(scope), "--scope", scope, String.join(" or ", Scope.KEYS));
        var query = new HashMap<>(author.signed());
        query.put("scope", scope);
        return query;
    }
}
