package flotilla.node.route;

import flotilla.discovery.InvalidValue;
import flotilla.node.resilience.RequestPriority;
import flotilla.node.telemetry.Visibility;
import java.util.List;
import java.util.Optional;

/**
 * A match and the upstream it leads to, or the answer that it gives.
 *
 * @param name unique; in logs and metrics
 * @param stripPrefix what endpoints do not get of the path: its beginning, by whole segments; empty: they get all of it
 * @param maxBody the largest request body it takes, in bytes; -1: no limit
 * @param rate of its requests, over the fleet
 * @param upstream empty if there is an answer
 * @param respond what it answers, in place of an upstream
 * @param priority of its requests among all that wait for its upstream
 * @param visibility how much of its requests is shown
 * @param stages of its own, in order
 * @param maintenance what clients get with a 502, 503 or 504 of our own, in place of a line of text
 */
public record Route(
        String name,
        RouteMatch match,
        String upstream,
        String stripPrefix,
        long maxBody,
        RatePolicy rate,
        Optional<StaticAnswer> respond,
        Optional<Page> maintenance,
        RequestPriority priority,
        Visibility visibility,
        List<StagePolicy> stages) {

    public static final long UNLIMITED = -1;

    /** A route whose endpoints get the path as it came, at any rate, with normal priority. */
    public Route(String name, RouteMatch match, String upstream, long maxBody) {
        this(name, match, upstream, "", maxBody, RatePolicy.DEFAULT);
    }

    /** A route to an upstream, whose failures are told in a line of text. */
    public Route(String name, RouteMatch match, String upstream, String stripPrefix, long maxBody, RatePolicy rate) {
        this(
                name,
                match,
                upstream,
                stripPrefix,
                maxBody,
                rate,
                Optional.empty(),
                Optional.empty(),
                RequestPriority.NORMAL,
                Visibility.DEFAULT,
                List.of());
    }

    public Route {
        InvalidValue.require(!name.isBlank(), "name", name, "a name");
        InvalidValue.require(
                upstream.isBlank() == respond.isPresent(),
                "upstream",
                upstream,
                "the name of an upstream, or an answer");
        InvalidValue.require(
                stripPrefix.isEmpty() || !stripPrefix.endsWith("/") && begins(match.path(), stripPrefix),
                "stripPrefix",
                stripPrefix,
                "whole segments that the route's path " + match.path() + " begins with, without a / at the end");
        stages = List.copyOf(stages);
        InvalidValue.require(maxBody >= UNLIMITED, "maxBody", maxBody, ">= 0, or -1 for no limit");
    }

    public Route withRate(RatePolicy newRate) {
        return new Route(
                name,
                match,
                upstream,
                stripPrefix,
                maxBody,
                newRate,
                respond,
                maintenance,
                priority,
                visibility,
                stages);
    }

    public Route withPriority(RequestPriority newPriority) {
        return new Route(
                name,
                match,
                upstream,
                stripPrefix,
                maxBody,
                rate,
                respond,
                maintenance,
                newPriority,
                visibility,
                stages);
    }

    public Route withVisibility(Visibility newVisibility) {
        return new Route(
                name,
                match,
                upstream,
                stripPrefix,
                maxBody,
                rate,
                respond,
                maintenance,
                priority,
                newVisibility,
                stages);
    }

    /** The same, with an answer in place of an upstream. */
    public Route responding(StaticAnswer answer) {
        return new Route(
                name,
                match,
                "",
                stripPrefix,
                maxBody,
                rate,
                Optional.of(answer),
                maintenance,
                priority,
                visibility,
                stages);
    }

    /** The same, with a page for failures. */
    public Route withMaintenance(Page page) {
        return new Route(
                name,
                match,
                upstream,
                stripPrefix,
                maxBody,
                rate,
                respond,
                Optional.of(page),
                priority,
                visibility,
                stages);
    }

    /** The same, with stages of its own. */
    public Route withStages(List<StagePolicy> own) {
        return new Route(
                name, match, upstream, stripPrefix, maxBody, rate, respond, maintenance, priority, visibility, own);
    }

    /** The same, to another upstream. */
    Route to(String otherUpstream) {
        return new Route(
                name,
                match,
                otherUpstream,
                stripPrefix,
                maxBody,
                rate,
                respond,
                maintenance,
                priority,
                visibility,
                stages);
    }

    private static boolean begins(String path, String segments) {
        return path.equals(segments) || path.startsWith(segments + "/");
    }
}
