package flotilla.node.cluster;

import flotilla.discovery.InvalidValue;

/**
 * An endpoint newly serves, and gets a part of its weight that grows. Times are relative to when the message was sent.
 *
 * @param key {@link flotilla.node.balance.LiveEndpoint#key()}
 * @param ageMillis since it began to serve
 */
public record RampAge(long key, long ageMillis) {

    public RampAge {
        InvalidValue.require(ageMillis >= 0, "ageMillis", ageMillis, ">= 0");
    }
}
