package flotilla.ops.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.node.cluster.Fleet;
import flotilla.node.cluster.Minutes;
import flotilla.ops.settings.NodeSettings;
import java.util.List;
import java.util.Locale;

/** The fleet as this node sees it: its members ({@link MemberEntries}), and its endpoints ({@link EndpointEntries}). */
final class FleetPage {

    private static final String ALONE = "this node";

    private final Node node;
    private final NodeSettings settings;
    private final Time time;
    private final ObjectMapper json = new ObjectMapper();

    FleetPage(Node node, NodeSettings settings, Time time) {
        this.node = node;
        this.settings = settings;
        this.time = time;
    }

    ObjectNode content() {
        var fleet = node.fleet();
        var self = fleet.map(one -> one.self().node()).orElse(ALONE);
        var peers = fleet.map(Fleet::peers).orElse(List.of());
        var minutes = fleet.map(Fleet::minutes).orElse(Minutes.NONE);
        var page = json.createObjectNode()
                .put("node", self)
                .put("cluster", fleet.map(Fleet::clusterState).orElse("alone: no cluster is configured"));
        fleet.map(Fleet::expected).filter(count -> count > 0).ifPresent(count -> page.put("expected_members", count));
        new MemberEntries(fleet, self, minutes, time.nanos()).write(peers, page.putArray("members"));
        var endpoints = new EndpointEntries(fleet, self, peers, minutes, time.nanos());
        var upstreams = page.putArray("upstreams");
        node.view().upstreams().forEach(upstream -> endpoints.write(upstream, upstreams.addObject()));
        new SettingsView(settings, node.view()).ofNode(page.putArray("own_settings"));
        var refused = page.putObject("refused_messages");
        fleet.ifPresent(one -> one.messages()
                .refusals()
                .counts()
                .forEach((reason, count) -> refused.put(reason.name().toLowerCase(Locale.ROOT), count)));
        return page;
    }
}
