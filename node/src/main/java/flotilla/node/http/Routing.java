package flotilla.node.http;

import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.route.Route;
import flotilla.node.route.RouteTable;
import flotilla.node.telemetry.Telemetry;
import java.util.function.Supplier;

/** Binds a request to one table and its route for its whole life (404), and to the route's largest body (413). */
final class Routing implements Stage {

    private final Supplier<RouteTable> tables;
    private final Telemetry telemetry;

    Routing(Supplier<RouteTable> tables, Telemetry telemetry) {
        this.tables = tables;
        this.telemetry = telemetry;
    }

    @Override
    public String name() {
        return "routing";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        var path = PlainPath.of(exchange.path());
        if (path == null) {
            exchange.fail(new Failure(Reason.BAD_REQUEST, "path leads above its root"));
            return;
        }
        var destination = tables.get().find(exchange.host(), path);
        if (destination == null) {
            exchange.fail(Failure.of(Reason.NO_ROUTE));
            return;
        }
        var strip = destination.route().stripPrefix();
        if (!strip.isEmpty() && !canLose(exchange.path(), strip)) {
            exchange.fail(new Failure(Reason.BAD_REQUEST, "path does not begin with " + strip + " as it is written"));
            return;
        }
        exchange.route(destination);
        telemetry.routed(exchange);
        long max = destination.route().maxBody();
        var body = exchange.body();
        if (max != Route.UNLIMITED && body != null && body.length() > max) {
            exchange.fail(Failure.of(Reason.BODY_TOO_LARGE));
            return;
        }
        exchange.limitBody(max);
        next.handle(exchange);
    }

    /**
     * What is sent on is what the client wrote, so the prefix must stand there undisguised, and what is left must not
     * lead above the root that the endpoint takes it for.
     */
    private static boolean canLose(String path, String prefix) {
        return path.startsWith(prefix) && PlainPath.of(path.substring(prefix.length())) != null;
    }
}
