package flotilla.node.cluster;

import flotilla.discovery.InvalidValue;

/**
 * A figure that a node tells the others. What it means is known to those who agreed on its key.
 *
 * @param key a hash of what it is of
 * @param value not negative
 * @param ageMillis how old it was when it was told
 * @param text for a reader, at most {@value Opinion#MAX_REASON} characters
 */
public record Reading(long key, long value, long ageMillis, String text) {

    public Reading {
        InvalidValue.require(value >= 0, "value", value, ">= 0");
        InvalidValue.require(ageMillis >= 0, "ageMillis", ageMillis, ">= 0");
        if (text.length() > Opinion.MAX_REASON) {
            text = text.substring(0, Opinion.MAX_REASON - 3) + "...";
        }
    }
}
