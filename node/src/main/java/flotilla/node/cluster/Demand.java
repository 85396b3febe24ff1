package flotilla.node.cluster;

import flotilla.discovery.InvalidValue;

/**
 * How much a node is asked for of one thing: requests to an upstream, or requests that a limit governs.
 *
 * @param key hash of the upstream's or the limit's name
 * @param milliRate thousandths of a request per second, a moving average
 */
public record Demand(long key, long milliRate) {

    public Demand {
        InvalidValue.require(milliRate >= 0, "milliRate", milliRate, ">= 0");
    }

    /** Rounds to thousandths. */
    static Demand of(long key, double perSecond) {
        return new Demand(key, Math.round(perSecond * 1000));
    }

    public double perSecond() {
        return milliRate / 1000.0;
    }
}
