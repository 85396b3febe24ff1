package flotilla.ops.scale;

import java.util.Map;
import java.util.stream.Collectors;

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

    /** What Prometheus is asked, by upstream. */
    Map<String, String> queries() {
        return upstreams.entrySet().stream()
                .filter(each -> !each.getValue().cpuQuery().isEmpty())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().cpuQuery()));
    }
}
