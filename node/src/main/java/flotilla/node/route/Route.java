package flotilla.node.route;

import flotilla.discovery.InvalidValue;

/**
 * A match and the upstream it leads to.
 *
 * @param name unique; in logs and metrics
 * @param maxBody the largest request body it takes, in bytes; -1: no limit
 */
public record Route(String name, RouteMatch match, String upstream, long maxBody) {

    public static final long UNLIMITED = -1;

    public Route {
        InvalidValue.require(!name.isBlank(), "name", name, "a name");
        InvalidValue.require(!upstream.isBlank(), "upstream", upstream, "the name of an upstream");
        InvalidValue.require(maxBody >= UNLIMITED, "maxBody", maxBody, ">= 0, or -1 for no limit");
    }
}
