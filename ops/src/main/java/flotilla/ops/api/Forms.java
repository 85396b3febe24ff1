package flotilla.ops.api;

import flotilla.ops.rest.Schema;
import flotilla.ops.rest.Schema.Text;
import flotilla.ops.rest.Schema.Thing;

/** Forms that several resources share. */
final class Forms {

    static final Text UPSTREAM = Schema.text("The name of an upstream.").matching("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

    static final Text ENDPOINT = Schema.text("The endpoint's <host>:<port>.")
            .matching("(\\[[0-9a-fA-F:.]{2,45}\\]|[A-Za-z0-9_.-]{1,253}):[0-9]{1,5}");

    static final Text DURATION =
            Schema.text("A duration such as 250ms, 5s, 1m, 2h.").matching("0|[0-9]{1,9}(\\.[0-9]{1,6})?(ms|s|m|h|d)");

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

    private Forms() {}
}
