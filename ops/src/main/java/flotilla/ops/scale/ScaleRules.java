package flotilla.ops.scale;

import java.util.Map;

/**
 * All that is to be advised.
 *
 * @param upstreams by name, those that have a policy
 */
public record ScaleRules(OutsidePolicy outside, Map<String, ScalePolicy> upstreams) {

    public static final ScaleRules NONE = new ScaleRules(OutsidePolicy.DEFAULT, Map.of());

    public ScaleRules {
        upstreams = Map.copyOf(upstreams);
    }
}
