package flotilla.node.cluster;

import java.util.List;

/**
 * What a node's own checks and breakers say of endpoints: at once when one of them turns, and all of them each second.
 * Both lists are in ascending order of their keys, each key once.
 *
 * @param whole whether this is all the sender has to say: what it said before and says no more, it takes back
 */
public record Verdicts(Origin origin, boolean whole, List<Opinion> opinions, List<EjectionVote> votes)
        implements Message {

    public Verdicts {
        opinions = NodeReport.ascending("opinions", opinions, Opinion::key);
        votes = NodeReport.ascending("votes", votes, EjectionVote::key);
    }
}
