package flotilla.ops.config;

import flotilla.ops.scale.ScalePolicy;
import flotilla.ops.scale.ScaleRules;
import java.util.LinkedHashMap;

/** Puts together what is to be advised, and checks what no part can tell alone. */
record ScaleChecks(Layout layout, Problems problems) {

    ScaleRules rules() {
        var policies = new LinkedHashMap<String, ScalePolicy>();
        layout.upstreams()
                .forEach((name, upstream) -> upstream.scale().ifPresent(policy -> {
                    check("upstreams." + name + ".scale", upstream, policy);
                    policies.put(name, policy);
                }));
        if (policies.isEmpty() && problems.knows("scale") && !problems.wrongBelow("upstreams")) {
            problems.expected("scale", "", "to be left out, as no upstream has scale");
        }
        return new ScaleRules(layout.scale(), policies);
    }

    private void check(String path, UpstreamLayout upstream, ScalePolicy policy) {
        if (problems.wrongBelow(path)) {
            return;
        }
        boolean asks = !policy.cpuQuery().isEmpty();
        if (asks && layout.scale().prometheus().isEmpty()) {
            problems.expected(path + ".cpu_query", policy.cpuQuery(), "scale.prometheus, to know whom to ask");
        }
        boolean told = !upstream.health().http().isEmpty()
                && !upstream.health().interval().isZero();
        if (policy.targetInFlight() == 0 && !asks && !told) {
            problems.expected(
                    path,
                    "",
                    "target_in_flight, cpu_query, or health.http and health.interval, as endpoints tell their cpu with checks");
        }
    }
}
