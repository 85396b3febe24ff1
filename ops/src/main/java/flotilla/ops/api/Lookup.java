package flotilla.ops.api;

import flotilla.node.Node;
import flotilla.node.NodeView.EndpointView;
import flotilla.node.NodeView.UpstreamView;
import flotilla.ops.rest.Call;
import flotilla.ops.rest.Flaw;
import flotilla.ops.rest.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what the parameters of a path name. */
final class Lookup {

    private static final int NAMED = 20;

    private final Node node;

    Lookup(Node node) {
        this.node = node;
    }

    /** @throws Problem if this node has no such upstream */
    UpstreamView upstream(Call call) {
        var name = call.of("upstream");
        var all = node.view().upstreams();
        return all.stream()
                .filter(upstream -> upstream.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("upstream", name, oneOf(names(all))));
    }

    /** @throws Problem if no source lists it */
    EndpointView endpoint(Call call) {
        var upstream = upstream(call);
        var authority = call.of("endpoint");
        return upstream.endpoints().stream()
                .filter(endpoint -> endpoint.endpoint().authority().equals(authority))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("endpoint", authority, oneOf(authorities(upstream))));
    }

    /**
     * What a change names and is not here.
     *
     * @param place of both
     * @param authority empty: it names no endpoint
     */
    Optional<Flaw> missing(String place, String name, String authority) {
        var all = node.view().upstreams();
        var upstream = all.stream().filter(one -> one.name().equals(name)).findFirst();
        if (upstream.isEmpty()) {
            return Optional.of(new Flaw(place + ".upstream", name, oneOf(names(all))));
        }
        var authorities = authorities(upstream.get());
        return authority.isEmpty() || authorities.contains(authority)
                ? Optional.empty()
                : Optional.of(new Flaw(place + ".endpoint", authority, oneOf(authorities)));
    }

    private static List<String> names(List<UpstreamView> upstreams) {
        return upstreams.stream().map(UpstreamView::name).toList();
    }

    private static List<String> authorities(UpstreamView upstream) {
        return upstream.endpoints().stream()
                .map(endpoint -> endpoint.endpoint().authority())
                .toList();
    }

    /** In words, in the order of the alphabet. */
    static String oneOf(List<String> names) {
        if (names.isEmpty()) {
            return "one that is there; there are none";
        }
        return "one of "
                + names.stream().sorted().limit(NAMED).collect(Collectors.joining(", "))
                + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    }
}
