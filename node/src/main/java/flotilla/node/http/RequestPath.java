package flotilla.node.http;

import flotilla.node.health.Health;
import flotilla.node.io.upstream.Pools;
import flotilla.node.route.Faults;
import flotilla.node.route.Route;
import flotilla.node.route.RouteTable;
import flotilla.node.telemetry.Telemetry;
import flotilla.node.telemetry.Tracing;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The stages that every request goes through, in this order. From {@code attempts} on they may run several times for
 * one request. Each stands where it stands for a reason:
 *
 * <pre>
 * trace           while there are traces: above all that can refuse, and whose log has the trace's id
 * telemetry       above all others: sees refusals and failures too, and ends exactly once
 * explain         above all that can refuse, so that a refusal has its story too; does nothing for those who do not ask
 * in_flight_limit refuses before anything is spent (503)
 * client_limits   one client's share of the node, before its request costs more than a look (429)
 * request_guard   malformed or hostile requests never reach a route's rules (400, 414, 417, 431, 501, 505)
 * routing         binds the exchange to one table for its whole life (404, 413)
 * rate_limits     of the route and its upstream, before the request costs an endpoint anything (429)
 * deadline        above all that may wait, plug-ins too: they share one time budget (504)
 * route_stages    plug-ins of the route, behind its limits and before anything answers in their place
 * static_answers  of routes without an upstream; behind the limits, which hold for them too
 * concurrency     above attempts: a request holds one permit for all its tries; above pick: who waited chooses anew (503)
 * faults          drills: below deadline and concurrency, so that a delay counts as an endpoint's would, and above the attempts,
 *                 so that neither health nor the budget of retries takes what is made up for an endpoint's doing
 * attempts        leaves out endpoints already tried; then the fallback upstream, which begins here, as the time is one for both
 * pick            balancer (or a session's cookie); every attempt picks anew (503)
 * breaker         below pick: per endpoint, a permit and the lease; who is refused picks anew
 * forward         connection, forwarded headers and relay: the only stage that talks to an endpoint
 * </pre>
 *
 * <p>Failures are turned into answers by {@link Exchange#fail}, in one place for all stages.
 */
public final class RequestPath {

    private final List<Stage> stages;
    private final Stage.Next first;

    /** Before the first, for requests that begin while there are traces. */
    private final TraceStage trace;

    private final Tracing tracing;
    private final RouteStages routeStages = new RouteStages();

    public RequestPath(
            Supplier<RouteTable> tables,
            Telemetry telemetry,
            InFlightLimit inFlightLimit,
            ClientGate clients,
            Pools pools,
            Health health,
            Background background,
            Faults faults) {
        this.tracing = telemetry.tracing();
        this.trace = new TraceStage(tracing);
        this.stages = List.of(
                new TelemetryStage(telemetry),
                new Explaining(background),
                inFlightLimit,
                new ClientLimitStage(clients),
                new RequestGuard(),
                new Routing(tables, telemetry),
                new RateLimitStage(),
                new Deadline(),
                routeStages,
                new StaticAnswers(),
                new Concurrency(),
                new FaultInjection(faults),
                new Attempts(health),
                new Picking(telemetry),
                new Breaking(health),
                new Forward(pools));
        this.first = link(0);
    }

    private Stage.Next link(int index) {
        if (index == stages.size()) {
            return exchange -> {
                throw new IllegalStateException("the last stage went on");
            };
        }
        var stage = stages.get(index);
        var next = link(index + 1);
        return exchange -> stage.handle(exchange, next);
    }

    /**
     * Makes the stages that these routes have of their own, so that no request waits for it.
     *
     * @throws flotilla.discovery.InvalidValue if one cannot be made
     */
    public void prepare(List<Route> routes) {
        routeStages.prepare(routes);
    }

    /**
     * Leaves the stages that these routes do not have, to requests that have begun.
     *
     * @return closes them; empty: there are none
     */
    public Optional<Runnable> keep(List<Route> routes) {
        return routeStages.keep(routes);
    }

    /** Closes the stages of all routes, once no request comes any more. */
    public void close() {
        routeStages.close();
    }

    /** Sends a request on its way. Call on its I/O thread. */
    public void handle(Exchange exchange) {
        if (tracing.on()) {
            trace.handle(exchange, first);
        } else {
            first.handle(exchange);
        }
    }

    /** The names of the stages that a request has which begins now, in order. */
    public List<String> stages() {
        var before = tracing.on() ? Stream.of(trace) : Stream.<Stage>empty();
        return Stream.concat(before, stages.stream()).map(Stage::name).toList();
    }
}
