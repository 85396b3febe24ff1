package flotilla.ops.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.node.Node;
import flotilla.node.route.Route;
import flotilla.ops.rest.Call;
import flotilla.ops.rest.Operation;
import flotilla.ops.rest.Problem;
import flotilla.ops.rest.Reply;
import flotilla.ops.rest.Schema;
import flotilla.ops.rest.Schema.Thing;
import java.util.List;
import java.util.Locale;

/** The routes of this node, configured and announced. */
final class RoutesResource {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Thing ROUTE = Schema.thing("Route")
            .with("name", Schema.text("Its name."))
            .with("host", Schema.text("The host that it is for; *: any."))
            .with("path", Schema.text("The beginning of the path."))
            .maybe("upstream", Schema.text("Where its requests go."))
            .maybe("respond", Schema.whole("The status that it answers by itself."))
            .maybe("strip_prefix", Schema.text("What endpoints do not get of the path."))
            .with("priority", Schema.text("Of its requests where there is not enough for all."))
            .maybe("max_body", Schema.whole("Bytes of a request's body."))
            .maybe("rate", Schema.text("Requests in a time."));

    private static final Thing ROUTES = Schema.thing("Routes").with("routes", Schema.list(ROUTE));

    private final Node node;

    RoutesResource(Node node) {
        this.node = node;
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/routes", "listRoutes", "All routes, the most exact match first.")
                        .answers(ROUTES)
                        .by(call -> all()),
                Operation.get("/routes/{route}", "showRoute", "One route.")
                        .where("route", Schema.text("Its name.").matching(".{1,300}"))
                        .answers(ROUTE)
                        .by(this::one));
    }

    private Reply all() {
        var page = JSON.createObjectNode();
        var routes = page.putArray("routes");
        node.view().routes().forEach(route -> describe(route, routes.addObject()));
        return Reply.of(page);
    }

    private Reply one(Call call) {
        var all = node.view().routes();
        var entry = JSON.createObjectNode();
        describe(
                all.stream()
                        .filter(route -> route.name().equals(call.of("route")))
                        .findFirst()
                        .orElseThrow(() -> Problem.notFound(
                                "route",
                                call.of("route"),
                                Lookup.oneOf(all.stream().map(Route::name).toList()))),
                entry);
        return Reply.of(entry);
    }

    private static void describe(Route route, ObjectNode entry) {
        entry.put("name", route.name())
                .put("host", route.match().host())
                .put("path", route.match().path());
        route.respond()
                .ifPresentOrElse(
                        answer -> entry.put("respond", answer.status()), () -> entry.put("upstream", route.upstream()));
        if (!route.stripPrefix().isEmpty()) {
            entry.put("strip_prefix", route.stripPrefix());
        }
        entry.put("priority", route.priority().name().toLowerCase(Locale.ROOT));
        if (route.maxBody() >= 0) {
            entry.put("max_body", route.maxBody());
        }
        if (route.rate().allowed().isPresent()) {
            entry.put("rate", route.rate().limit());
        }
    }
}
