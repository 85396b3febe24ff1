package flotilla.ops.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.node.NodeView.EndpointView;
import flotilla.node.cluster.Demand;
import flotilla.node.cluster.EndpointLoad;
import flotilla.node.cluster.Fleet;
import flotilla.node.cluster.Member;
import flotilla.node.cluster.Peer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The fleet as this node sees it: who is there, how old the newest word of each is, and what each has under way at every
 * endpoint.
 */
final class FleetPage {

    private static final String ALONE = "this node";

    private final Node node;
    private final Time time;
    private final ObjectMapper json = new ObjectMapper();

    FleetPage(Node node, Time time) {
        this.node = node;
        this.time = time;
    }

    ObjectNode content() {
        var fleet = node.fleet();
        var page = json.createObjectNode()
                .put("node", self())
                .put("cluster", fleet.map(Fleet::clusterState).orElse("alone: no cluster is configured"));
        fleet.map(Fleet::expected).filter(count -> count > 0).ifPresent(count -> page.put("expected_members", count));
        var peers = fleet.map(Fleet::peers).orElse(List.of());
        members(page, peers);
        upstreams(page, peers);
        var refused = page.putObject("refused_messages");
        fleet.ifPresent(one -> one.refusals()
                .counts()
                .forEach((reason, count) -> refused.put(reason.name().toLowerCase(Locale.ROOT), count)));
        return page;
    }

    private String self() {
        return node.fleet().map(fleet -> fleet.self().node()).orElse(ALONE);
    }

    private void members(ObjectNode page, List<Peer> peers) {
        var members = page.putArray("members");
        var own = members.addObject().put("node", self()).put("self", true);
        node.fleet().ifPresent(fleet -> own.put("epoch", fleet.self().epoch()));
        for (var peer : peers) {
            members.addObject()
                    .put("node", peer.node().node())
                    .put("self", false)
                    .put("epoch", peer.node().epoch())
                    .put("report_age_ms", peer.ageNanos(time.nanos()) / 1e6)
                    .put("requests_per_second", requestsPerSecond(peer));
        }
        for (var member : silent(peers)) {
            members.addObject()
                    .put("node", member.node())
                    .put("self", false)
                    .put("epoch", member.epoch())
                    .putNull("report_age_ms");
        }
    }

    /** Members that the cluster lists, and that have not reported. */
    private List<Member> silent(List<Peer> peers) {
        var reporting = peers.stream().map(Peer::node).collect(Collectors.toSet());
        return node.fleet().map(Fleet::members).orElse(List.of()).stream()
                .filter(member -> !reporting.contains(member))
                .toList();
    }

    private static double requestsPerSecond(Peer peer) {
        return peer.report().traffic().stream().mapToDouble(Demand::perSecond).sum();
    }

    private void upstreams(ObjectNode page, List<Peer> peers) {
        var loads = peers.stream().collect(Collectors.toMap(peer -> peer.node().node(), FleetPage::byKey, (a, _) -> a));
        var upstreams = page.putArray("upstreams");
        for (var upstream : node.view().upstreams()) {
            var endpoints = upstreams.addObject().put("name", upstream.name()).putArray("endpoints");
            upstream.endpoints().forEach(endpoint -> describe(endpoint, loads, endpoints.addObject()));
        }
    }

    private static Map<Long, EndpointLoad> byKey(Peer peer) {
        return peer.report().loads().stream().collect(Collectors.toMap(EndpointLoad::key, Function.identity()));
    }

    private void describe(EndpointView view, Map<String, Map<Long, EndpointLoad>> peers, ObjectNode entry) {
        var live = view.endpoint();
        entry.put("endpoint", live.authority())
                .put("up", view.verdict().up())
                .put("reason", view.verdict().reason())
                .put("weight", view.weight())
                .put("fleet_in_flight", live.fleetInFlight());
        var inFlight = entry.putObject("in_flight").put(self(), live.inFlight());
        var connections = entry.putObject("connections").put(self(), live.connections());
        peers.forEach((name, loads) -> {
            var load = loads.get(live.key());
            inFlight.put(name, load == null ? 0 : load.inFlight());
            connections.put(name, load == null ? 0 : load.connections());
        });
    }
}
