package flotilla.node.cluster;

import flotilla.node.balance.Mixed;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Which nodes check an endpoint: the {@value #PROBERS} that rank highest for it, or all there are if they are fewer.
 *
 * <p>Theory: rendezvous hashing (Thaler and Ravishankar, 1998). Every node draws a score for every endpoint, by hashing
 * the two together; the highest ones check it. Nobody has to agree on anything but on who is there, and whoever comes or
 * goes moves only what it wins or leaves: of N nodes one in N. While two nodes differ on who is there, an endpoint is
 * checked by one node more or one fewer, for as long as they differ.
 *
 * <p>Two check, so that one broken path does not condemn an endpoint; more would tell little more. So an endpoint gets
 * the same checks from a fleet of fifty nodes as from one of two.
 */
public final class Probers {

    static final int PROBERS = 2;

    private Probers() {}

    /**
     * The nodes that check this endpoint, the highest first.
     *
     * @param key {@link flotilla.node.balance.LiveEndpoint#key()}
     * @param nodes the ids of all that are there, this node's own included
     */
    public static List<String> of(long key, Collection<String> nodes) {
        return ranked(key, nodes).subList(0, Math.min(PROBERS, nodes.size()));
    }

    /** All of them, as they rank for this endpoint; of equals the one whose id comes first. */
    static List<String> ranked(long key, Collection<String> nodes) {
        return nodes.stream()
                .map(node -> new Scored(node, score(key, node)))
                .sorted(Comparator.comparingLong(Scored::score).reversed().thenComparing(Scored::node))
                .map(Scored::node)
                .toList();
    }

    private record Scored(String node, long score) {}

    /** Two rounds: after one, keys that follow each other in some sequences fell to one node by a quarter too often. */
    private static long score(long key, String node) {
        long id = Mixed.hash(node);
        return Mixed.mix(Mixed.mix(key ^ id) + id);
    }
}
