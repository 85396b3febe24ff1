package flotilla.node.cluster;

import flotilla.discovery.InvalidValue;

/**
 * What one node found by checking an endpoint itself. Times are relative to when the message was sent.
 *
 * @param key {@link flotilla.node.balance.LiveEndpoint#key()}
 * @param up what its checks say
 * @param against checks in a row that said the opposite, so that whoever takes over goes on counting from there
 * @param ageMillis since the verdict last turned
 * @param lifeMillis how long it holds without being said again, {@link Opinions#life}
 * @param reason for a reader, at most {@value #MAX_REASON} characters
 */
public record Opinion(long key, boolean up, int against, long ageMillis, long lifeMillis, String reason) {

    static final int MAX_REASON = 160;

    public Opinion {
        InvalidValue.require(against >= 0, "against", against, ">= 0");
        InvalidValue.require(ageMillis >= 0, "ageMillis", ageMillis, ">= 0");
        InvalidValue.require(lifeMillis >= 0, "lifeMillis", lifeMillis, ">= 0");
        if (reason.length() > MAX_REASON) {
            reason = reason.substring(0, MAX_REASON - 3) + "...";
        }
    }
}
