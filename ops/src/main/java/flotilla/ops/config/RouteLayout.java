package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import flotilla.node.resilience.RequestPriority;
import flotilla.node.route.Page;
import flotilla.node.route.RatePolicy;
import flotilla.node.route.Route;
import flotilla.node.route.RouteMatch;
import flotilla.node.route.StagePolicy;
import flotilla.node.route.StaticAnswer;
import flotilla.node.telemetry.Visibility;
import flotilla.node.telemetry.Visibility.AccessLogging;
import java.util.List;
import java.util.Optional;

/** A route as it is written: the match's parts beside the rest. */
public record RouteLayout(
        String host,
        String path,
        String upstream,
        String name,
        String stripPrefix,
        long maxBody,
        RatePolicy rate,
        Optional<RespondLayout> respond,
        Optional<PageLayout> maintenance,
        RequestPriority priority,
        AccessLogging accessLog,
        double traceSample,
        List<StagePolicy> stages) {

    private static final double AS_FOR_ALL = Visibility.DEFAULT.traces();

    public static final RouteLayout DEFAULT = new RouteLayout(
            "*",
            "/",
            "-",
            "",
            "",
            Route.UNLIMITED,
            RatePolicy.DEFAULT,
            Optional.empty(),
            Optional.empty(),
            RequestPriority.NORMAL,
            AccessLogging.SAMPLE,
            AS_FOR_ALL,
            List.of());

    public RouteLayout {
        new Route("name", new RouteMatch(host, path), upstream, stripPrefix, maxBody, rate);
        InvalidValue.require(
                name.matches("|[!-~&&[^\"\\\\]]{1,128}") && !name.equals("other"),
                "name",
                name,
                "a name without blanks, at most 128, and not other, as metrics call all those without series of their own");
        InvalidValue.require(
                traceSample == AS_FOR_ALL || traceSample >= 0 && traceSample <= 1,
                "traceSample",
                traceSample,
                "0 to 1");
    }

    /**
     * @param answer what {@code respond} says, with its file
     * @param page what {@code maintenance} says, with its file
     */
    Route route(Optional<StaticAnswer> answer, Optional<Page> page) {
        var match = new RouteMatch(host, path);
        var named = name.isEmpty() ? match.host() + match.path() : name;
        var to = answer.isPresent() ? "" : upstream;
        var shown = new Visibility(accessLog, traceSample);
        return new Route(named, match, to, stripPrefix, maxBody, rate, answer, page, priority, shown, stages);
    }
}
