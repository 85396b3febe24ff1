package flotilla.ops.api;

import flotilla.ops.rest.Operation;
import flotilla.ops.rest.Reply;
import flotilla.ops.rest.Schema;
import flotilla.ops.rest.Schema.OrNull;
import flotilla.ops.rest.Schema.Thing;
import java.util.List;

/** The fleet as this node sees it. */
final class ClusterResource {

    private static final Thing MEMBER = Schema.thing("Member")
            .with("node", Schema.text("Its id."))
            .with("self", Schema.truth("Whether it is the node that is asked."))
            .with("leaving", Schema.truth("Whether it says that it stops."))
            .with("distrusts_itself", Schema.truth("Whether it says that its own checks are not to be believed."))
            .maybe("epoch", Schema.whole("When it started, in milliseconds since 1970."))
            .maybe("report_age_ms", new OrNull(Schema.amount("Of its newest report; null: it is silent.")))
            .maybe("requests_per_second", Schema.amount("Of its report."));

    private static final Thing SLOW_START = Schema.thing("SlowStart")
            .with("age_ms", Schema.amount("Since its beginning."))
            .with("time_ms", Schema.whole("How long it lasts."))
            .with("share", Schema.amount("Of its weight that it has now."));

    private static final Thing OPINION = Schema.thing("Opinion")
            .with("node", Schema.text("Who checks it."))
            .with("up", Schema.truth("What it found."))
            .with("age_ms", Schema.amount("How long ago."))
            .with("reason", Schema.text("Why it is down."));

    private static final Thing VOTE = Schema.thing("Vote")
            .with("node", Schema.text("Who votes to eject it."))
            .with("score", Schema.amount("How bad it is."))
            .with("age_ms", Schema.amount("How long ago."))
            .with("left_ms", Schema.amount("How long it counts still."));

    private static final Thing ENDPOINT = Schema.thing("ClusterEndpoint")
            .with("endpoint", Schema.text("Its <host>:<port>."))
            .with("up", Schema.truth("Whether this node finds it well."))
            .with("reason", Schema.text("Why it does not."))
            .with("fleet_in_flight", Schema.amount("Requests of all nodes, as this one reckons."))
            .with("weight", Schema.amount("In the rotation; 0: it is not in it."))
            .maybe("breaker", Forms.BREAKER)
            .with("fleet_verdict", Schema.text("Up, doubted, down or unknown."))
            .with("checked_by", Schema.list(Schema.text("The id of a node.")))
            .with("opinions", Schema.list(OPINION))
            .with("ejected", Schema.truth("By votes, or as an outlier."))
            .with("spared", Schema.truth("From that, as as many as may be are ejected."))
            .with("votes", Schema.list(VOTE))
            .maybe("slow_start", SLOW_START)
            .with("in_flight", Schema.map(Schema.whole("Requests, by node.")))
            .with("connections", Schema.map(Schema.whole("By node.")));

    private static final Thing CLUSTER = Schema.thing("Cluster")
            .with("node", Schema.text("The id of the node that is asked."))
            .with("cluster", Schema.text("How it is with it."))
            .maybe("expected_members", Schema.whole("As many as the registry lists."))
            .with("members", Schema.list(MEMBER))
            .with(
                    "upstreams",
                    Schema.list(Schema.thing("ClusterUpstream")
                            .with("name", Schema.text("Its name."))
                            .with("panic", Schema.truth("Whether all are tried as too few are well."))
                            .with("endpoints", Schema.list(ENDPOINT))))
            .with(
                    "own_settings",
                    Schema.list(Schema.thing("OwnSetting")
                            .and(SettingsResource.KEY)
                            .with("value", Schema.text("What it is at the node that is asked, and at no other."))
                            .and(Forms.SIGNED)))
            .with("refused_messages", Schema.map(Schema.whole("Of other members, by reason.")));

    private final FleetPage fleet;

    ClusterResource(FleetPage fleet) {
        this.fleet = fleet;
    }

    List<Operation> operations() {
        return List.of(Operation.get(
                        "/cluster",
                        "showCluster",
                        "The members with the age of their reports, and what each has at every endpoint and thinks of it.")
                .answers(CLUSTER)
                .by(call -> Reply.of(fleet.content())));
    }
}
