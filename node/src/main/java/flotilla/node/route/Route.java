package flotilla.node.route;

import flotilla.discovery.InvalidValue;

/**
 * A match and the upstream it leads to.
 *
 * @param name unique; in logs and metrics
 * @param stripPrefix what endpoints do not get of the path: its beginning, by whole segments; empty: they get all of it
 * @param maxBody the largest request body it takes, in bytes; -1: no limit
 * @param rate of its requests, over the fleet
 */
public record Route(String name, RouteMatch match, String upstream, String stripPrefix, long maxBody, RatePolicy rate) {

    public static final long UNLIMITED = -1;

    /** A route whose endpoints get the path as it came, at any rate. */
    public Route(String name, RouteMatch match, String upstream, long maxBody) {
        this(name, match, upstream, "", maxBody, RatePolicy.DEFAULT);
    }

    public Route {
        InvalidValue.require(!name.isBlank(), "name", name, "a name");
        InvalidValue.require(!upstream.isBlank(), "upstream", upstream, "the name of an upstream");
        InvalidValue.require(
                stripPrefix.isEmpty() || !stripPrefix.endsWith("/") && begins(match.path(), stripPrefix),
                "stripPrefix",
                stripPrefix,
                "whole segments that the route's path " + match.path() + " begins with, without a / at the end");
        InvalidValue.require(maxBody >= UNLIMITED, "maxBody", maxBody, ">= 0, or -1 for no limit");
    }

    public Route withRate(RatePolicy newRate) {
        return new Route(name, match, upstream, stripPrefix, maxBody, newRate);
    }

    /** The same, to another upstream. */
    Route to(String otherUpstream) {
        return new Route(name, match, otherUpstream, stripPrefix, maxBody, rate);
    }

    private static boolean begins(String path, String segments) {
        return path.equals(segments) || path.startsWith(segments + "/");
    }
}
