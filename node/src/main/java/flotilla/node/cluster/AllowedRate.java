package flotilla.node.cluster;

import flotilla.discovery.InvalidValue;

/**
 * What a limit of rate lets pass.
 *
 * @param perSecond in the long run, over the whole fleet
 * @param burst requests that may come at once after a pause, over the whole fleet
 */
public record AllowedRate(double perSecond, double burst) {

    public AllowedRate {
        InvalidValue.require(perSecond > 0, "perSecond", perSecond, "> 0");
        InvalidValue.require(burst > 0, "burst", burst, "> 0");
    }

    /** With a burst of what comes in two seconds, as shares of the fleet follow what is asked for within about that. */
    public static AllowedRate of(double perSecond) {
        return new AllowedRate(perSecond, Math.max(1, 2 * perSecond));
    }
}
