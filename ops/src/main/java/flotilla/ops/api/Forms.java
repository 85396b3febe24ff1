package flotilla.ops.api;

import flotilla.ops.rest.Call;
import flotilla.ops.rest.Query;
import flotilla.ops.rest.Schema;
import flotilla.ops.rest.Schema.Text;
import flotilla.ops.rest.Schema.Thing;
import flotilla.ops.settings.Scope;

/** Forms that several resources share. */
final class Forms {

    static final Text UPSTREAM = Schema.text("The name of an upstream.").matching("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

    static final Text ENDPOINT = Schema.text("The endpoint's <host>:<port>.")
            .matching("(\\[[0-9a-fA-F:.]{2,45}\\]|[A-Za-z0-9_.-]{1,253}):[0-9]{1,5}");

    static final Text DURATION =
            Schema.text("A duration such as 250ms, 5s, 1m, 2h.").matching("0|[0-9]{1,9}(\\.[0-9]{1,6})?(ms|s|m|h|d)");

    static final Text SCOPE_OF = Schema.text(
                    "Where it counts: fleet, or node: at this one alone, before what the fleet has.")
            .oneOf(Scope.KEYS);

    /** Where a change shall count; the fleet if nothing is said. */
    static final Query SCOPE = new Query("scope", SCOPE_OF);

    /** This node's breaker for an endpoint. */
    static final Thing BREAKER = Schema.thing("Breaker")
            .with("state", Schema.text("Closed, open or half_open."))
            .with("calls", Schema.whole("Attempts in its window.").from(0))
            .with("failed", Schema.whole("Of these.").from(0))
            .with("slow", Schema.whole("Of these.").from(0))
            .with("opened", Schema.whole("How often it has opened.").from(0))
            .with("refused", Schema.whole("Attempts that it has refused.").from(0))
            .maybe("left_ms", Schema.amount("How long it stays open still."));

    /** Who changed something. */
    static final Thing SIGNED = Schema.thing("Signed")
            .with("by", Schema.text("Who."))
            .with("at", Schema.text("When, by the clock of that node."))
            .with("node", Schema.text("Where."))
            .with("why", Schema.text("In the words of whoever it was."));

    static Scope scope(Call call) {
        return Scope.of(call.query().getOrDefault(SCOPE.name(), Scope.FLEET.key()));
    }

    private Forms() {}
}
