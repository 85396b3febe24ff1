package flotilla.ops.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.node.cluster.Demand;
import flotilla.node.cluster.Fleet;
import flotilla.node.cluster.Member;
import flotilla.node.cluster.Minutes;
import flotilla.node.cluster.Peer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who is in the fleet, how old the newest word of each is, and what it says of itself. */
final class MemberEntries {

    private final Optional<Fleet> fleet;
    private final String self;
    private final Minutes minutes;
    private final long nowNanos;

    MemberEntries(Optional<Fleet> fleet, String self, Minutes minutes, long nowNanos) {
        this.fleet = fleet;
        this.self = self;
        this.minutes = minutes;
        this.nowNanos = nowNanos;
    }

    void write(List<Peer> peers, ArrayNode members) {
        var own = member(self, true, members);
        fleet.ifPresent(one -> own.put("epoch", one.self().epoch()));
        for (var peer : peers) {
            member(peer.node().node(), false, members)
                    .put("epoch", peer.node().epoch())
                    .put("report_age_ms", peer.ageNanos(nowNanos) / 1e6)
                    .put("requests_per_second", requestsPerSecond(peer));
        }
        for (var silent : silent(peers)) {
            member(silent.node(), false, members).put("epoch", silent.epoch()).putNull("report_age_ms");
        }
    }

    private ObjectNode member(String id, boolean isSelf, ArrayNode members) {
        return members.addObject()
                .put("node", id)
                .put("self", isSelf)
                .put("leaving", minutes.leaving().contains(id))
                .put("distrusts_itself", minutes.distrusted().contains(id));
    }

    /** Members that the cluster lists, and that have not reported. */
    private List<Member> silent(List<Peer> peers) {
        var reporting = peers.stream().map(Peer::node).collect(Collectors.toSet());
        return fleet.map(Fleet::members).orElse(List.of()).stream()
                .filter(member -> !reporting.contains(member))
                .toList();
    }

    private static double requestsPerSecond(Peer peer) {
        return peer.report().traffic().stream().mapToDouble(Demand::perSecond).sum();
    }
}
