package flotilla.node.cluster;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who said what of which endpoint, as it stands at one moment, for those who show it. Immutable.
 *
 * @param opinions by {@link flotilla.node.balance.LiveEndpoint#key()}
 * @param votes by the same
 * @param leaving the ids of the nodes that are about to go
 * @param distrusted the ids of those that do not go by their own checks
 */
public record Minutes(
        Map<Long, List<Spoken>> opinions, Map<Long, List<Cast>> votes, Set<String> leaving, Set<String> distrusted) {

    /** What a node found by checking. */
    public record Spoken(String node, boolean up, long ageMillis, String reason) {}

    /** A node's vote to eject. */
    public record Cast(String node, int score, long ageMillis, long leftMillis) {}

    /** Of a node that is in no fleet. */
    public static final Minutes NONE = new Minutes(Map.of(), Map.of(), Set.of(), Set.of());

    public Minutes {
        opinions = Map.copyOf(opinions);
        votes = Map.copyOf(votes);
        leaving = Set.copyOf(leaving);
        distrusted = Set.copyOf(distrusted);
    }

    public List<Spoken> opinionsOf(long key) {
        return opinions.getOrDefault(key, List.of());
    }

    public List<Cast> votesOn(long key) {
        return votes.getOrDefault(key, List.of());
    }
}
