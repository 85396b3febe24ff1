package flotilla.node.cluster;

import flotilla.discovery.InvalidValue;
import flotilla.node.balance.Levels;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which endpoints of an upstream the fleet leaves out because live traffic fails there. A pure function of the votes, the
 * traffic and the list, so that every node that knows the same comes to the same, in whatever order it heard it; nothing
 * is kept, so who joins needs no history.
 *
 * <p>A node's breaker that opens is a vote, and holds as long as {@link OwnVotes} says. An endpoint is ejected when at
 * least two nodes vote for it that have 30 % of the upstream's traffic between them: one node may sit behind a bad path,
 * and a few requests say little. A node alone needs no other.
 *
 * <p>At most 30 % of an upstream are ejected, at least one of three or more: those with the most votes by score, and of
 * equals those with the lower key. What is beyond is spared, and named. If less than half of the upstream's weight would
 * be left, by checks and ejections together, the evidence is worth less than the endpoints: then it is panic, and all are
 * balanced over (Envoy's outlier detection has the same three limits); unless there are priority levels that carry it all the same.
 *
 * <p>Worked example: ten endpoints, three nodes of equal traffic; a and b vote for two endpoints, c for a third. The two
 * are ejected (2/3 of the traffic), the third is not; three could be.
 */
public final class Ejections {

    private static final double LEAST_TRAFFIC = 0.3;
    private static final int TENTHS_EJECTED = 3;
    private static final int LEAST_FOR_ONE = 3;
    private static final int LEAST_VOTERS = 2;

    private Ejections() {}

    /** A vote, and whose it is. */
    public record Ballot(String node, EjectionVote vote) {}

    /**
     * An endpoint that may take traffic by its sources.
     *
     * @param level its priority
     * @param down whether checks say so
     */
    public record Candidate(long key, int weight, int level, boolean down) {

        /** Of the first level. */
        public Candidate(long key, int weight, boolean down) {
            this(key, weight, 0, down);
        }

        public Candidate {
            InvalidValue.require(weight >= 1, "weight", weight, ">= 1");
        }
    }

    /**
     * What to do.
     *
     * @param ejected left out
     * @param spared voted out, but beyond what may be
     * @param panic whether too few are left: then nobody is left out, neither by votes nor by checks
     */
    public record Decision(Set<Long> ejected, Set<Long> spared, boolean panic) {

        public static final Decision NONE = new Decision(Set.of(), Set.of(), false);

        public Decision {
            ejected = Set.copyOf(ejected);
            spared = Set.copyOf(spared);
        }
    }

    /**
     * Decides for one upstream.
     *
     * @param traffic requests per second of each live node to this upstream, this node's included
     */
    public static Decision decide(Collection<Candidate> pool, Collection<Ballot> ballots, Map<String, Double> traffic) {
        var out = pool.stream()
                .filter(candidate -> !candidate.down())
                .map(candidate -> new Tally(candidate.key(), ballots, traffic))
                .filter(Tally::enough)
                .sorted(Comparator.comparingLong(Tally::score).reversed().thenComparingLong(Tally::key))
                .map(Tally::key)
                .toList();
        int most = most(pool.size());
        var ejected = new HashSet<>(out.subList(0, Math.min(most, out.size())));
        var spared = new HashSet<>(out.subList(ejected.size(), out.size()));
        return new Decision(ejected, spared, panic(pool, ejected));
    }

    /** How many of so many may be ejected. */
    public static int most(int size) {
        return Math.max(size >= LEAST_FOR_ONE ? 1 : 0, size * TENTHS_EJECTED / 10);
    }

    /** Levels that carry what is asked of them are no reason to panic, however many endpoints of another are gone. */
    private static boolean panic(Collection<Candidate> pool, Set<Long> ejected) {
        var whole = new TreeMap<Integer, Long>();
        var well = new TreeMap<Integer, Long>();
        for (var candidate : pool) {
            boolean out = candidate.down() || ejected.contains(candidate.key());
            whole.merge(candidate.level(), (long) candidate.weight(), Long::sum);
            well.merge(candidate.level(), out ? 0L : candidate.weight(), Long::sum);
        }
        return 2 * sum(well) < sum(whole) && !Levels.of(shares(well, whole)).suffice();
    }

    private static long sum(Map<Integer, Long> weights) {
        return weights.values().stream().mapToLong(weight -> weight).sum();
    }

    private static double[] shares(Map<Integer, Long> well, Map<Integer, Long> whole) {
        return whole.entrySet().stream()
                .mapToDouble(level -> (double) well.getOrDefault(level.getKey(), 0L) / level.getValue())
                .toArray();
    }

    /** The votes for one endpoint; of a node that voted twice the higher score counts. */
    private record Tally(long key, Map<String, Integer> scores, Map<String, Double> traffic) {

        Tally(long key, Collection<Ballot> ballots, Map<String, Double> traffic) {
            this(key, scores(key, ballots, traffic), new TreeMap<>(traffic));
        }

        private static Map<String, Integer> scores(long key, Collection<Ballot> ballots, Map<String, Double> traffic) {
            var scores = new HashMap<String, Integer>();
            for (var ballot : ballots) {
                if (ballot.vote().key() == key && traffic.containsKey(ballot.node())) {
                    scores.merge(ballot.node(), ballot.vote().score(), Math::max);
                }
            }
            return scores;
        }

        long score() {
            return scores.values().stream().mapToLong(score -> score).sum();
        }

        /** Sums go in the order of the nodes' ids, as a sum of fractions depends on its order. */
        boolean enough() {
            double whole = 0;
            double voting = 0;
            for (var node : List.copyOf(traffic.entrySet())) {
                whole += node.getValue();
                voting += scores.containsKey(node.getKey()) ? node.getValue() : 0;
            }
            return scores.size() >= Math.min(LEAST_VOTERS, traffic.size())
                    && !scores.isEmpty()
                    && voting >= LEAST_TRAFFIC * whole;
        }
    }
}
