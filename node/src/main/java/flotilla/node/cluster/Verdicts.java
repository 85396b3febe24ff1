package flotilla.node.cluster;

import java.util.List;
import java.util.Set;

/**
 * What a node's own checks and breakers say of endpoints, and what it says of itself: at once when one of them turns, and all of them each second.
 * All lists are in ascending order of their keys, each key once.
 *
 * @param whole whether this is all the sender has to say: what it said before and says no more, it takes back
 * @param ramps slow starts that are under way at this node
 * @param notices counted if this is all
 */
public record Verdicts(
        Origin origin,
        boolean whole,
        List<Opinion> opinions,
        List<EjectionVote> votes,
        List<RampAge> ramps,
        Set<Notice> notices)
        implements Message {

    public Verdicts {
        opinions = NodeReport.ascending("opinions", opinions, Opinion::key);
        votes = NodeReport.ascending("votes", votes, EjectionVote::key);
        ramps = NodeReport.ascending("ramps", ramps, RampAge::key);
        notices = Set.copyOf(notices);
    }

    /** Of endpoints alone. */
    public Verdicts(Origin origin, boolean whole, List<Opinion> opinions, List<EjectionVote> votes) {
        this(origin, whole, opinions, votes, List.of(), Set.of());
    }
}
