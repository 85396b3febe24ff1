package flotilla.node.balance;

import flotilla.discovery.InvalidValue;

/**
 * Endpoints of an upstream that are wanted as much as one another, and less than those of the tiers before them.
 *
 * @param load which part of the requests is for them, 0 to 1; 0: they stand by for requests that nobody else can take
 */
public record Tier(Rotation rotation, double load) {

    public Tier {
        InvalidValue.require(load >= 0 && load <= 1, "load", load, "0 to 1");
    }
}
