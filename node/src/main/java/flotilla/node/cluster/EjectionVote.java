package flotilla.node.cluster;

import flotilla.discovery.InvalidValue;

/**
 * A node's breaker for an endpoint is open. Times are relative to when the message was sent.
 *
 * @param key {@link flotilla.node.balance.LiveEndpoint#key()}
 * @param score how bad it is: attempts lost of a thousand; the worst are ejected first when not all may be
 * @param ageMillis since the breaker opened
 * @param leftMillis until the vote ends, so that it ends everywhere at the same moment
 */
public record EjectionVote(long key, int score, long ageMillis, long leftMillis) {

    public EjectionVote {
        InvalidValue.require(score >= 0 && score <= 1000, "score", score, "0 to 1000");
        InvalidValue.require(ageMillis >= 0, "ageMillis", ageMillis, ">= 0");
        InvalidValue.require(leftMillis >= 0, "leftMillis", leftMillis, ">= 0");
    }
}
