package flotilla.ops.scale;

import flotilla.node.balance.Mixed;
import flotilla.node.cluster.Probers;
import flotilla.node.cluster.Reading;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;

/**
 * Whose advice for an upstream counts: of the nodes that are there and can advise, those that know a season before those that do
 * not, and of these the one that ranks highest by rendezvous hashing ({@link Probers}). So a node that has just started does not take
 * over from one that knows the day, upstreams are spread over the nodes, and nobody has to agree on anything but on who is
 * there. While two nodes differ on that, two may advise; what they say is a number and not a difference, so both may be acted on.
 */
final class Advisers {

    static final long NEW = 1;
    static final long SEASONED = 2;

    private Advisers() {}

    /**
     * The node's id.
     *
     * @param learnt what this node itself tells
     * @param live the ids of the nodes that are there
     * @param heard what the others tell
     */
    static String of(
            String upstream, String self, long learnt, Collection<String> live, Map<String, Map<Long, Reading>> heard) {
        long key = Keys.learnt(upstream);
        var able = new TreeSet<String>();
        var seasoned = new TreeSet<String>();
        able.add(self);
        if (learnt >= SEASONED) {
            seasoned.add(self);
        }
        heard.forEach((node, readings) -> {
            var told = readings.get(key);
            if (told != null && live.contains(node)) {
                able.add(node);
                if (told.value() >= SEASONED) {
                    seasoned.add(node);
                }
            }
        });
        return Probers.of(Mixed.hash("scale/" + upstream), seasoned.isEmpty() ? able : seasoned)
                .getFirst();
    }
}
