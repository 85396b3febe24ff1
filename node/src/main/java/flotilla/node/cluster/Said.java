package flotilla.node.cluster;

import flotilla.node.cluster.Message.Origin;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What nodes said of endpoints: of each node and endpoint the newest word, until it has lived its time or is taken back.
 * Events and whole tables may arrive in any order, twice or not at all; what stands is the same, once the last whole
 * table of a node has arrived. Not for several threads.
 */
final class Said<T> {

    /**
     * One word.
     *
     * @param sentNanos when it was said, on this node's clock
     * @param untilNanos when it has lived its time
     */
    record Word<T>(String node, long epoch, long sequence, T said, long sentNanos, long untilNanos) {

        boolean holds(long nowNanos) {
            return untilNanos - nowNanos > 0;
        }

        private boolean before(long otherEpoch, long otherSequence) {
            return epoch != otherEpoch ? epoch < otherEpoch : sequence < otherSequence;
        }
    }

    private final ToLongFunction<T> key;
    private final ToLongFunction<T> lifeNanos;
    private final BiPredicate<T, T> same;
    private final Map<Long, Map<String, Word<T>>> words = new HashMap<>();

    /** @param same whether one word says nothing new after the other */
    Said(ToLongFunction<T> key, ToLongFunction<T> lifeNanos, BiPredicate<T, T> same) {
        this.key = key;
        this.lifeNanos = lifeNanos;
        this.same = same;
    }

    /**
     * What another node said; of what it said before it takes back the rest if this is {@code whole}.
     *
     * @return whether that is news
     */
    boolean take(Origin origin, boolean whole, List<T> said, long sentNanos) {
        var node = origin.node().node();
        long epoch = origin.node().epoch();
        long sequence = origin.sequence();
        boolean news = false;
        var keys = new HashSet<Long>();
        for (var each : said) {
            var before = find(key.applyAsLong(each), node);
            if (before == null || before.before(epoch, sequence)) {
                news |= before == null || !same.test(before.said, each);
                put(new Word<>(node, epoch, sequence, each, sentNanos, sentNanos + lifeNanos.applyAsLong(each)));
            }
            keys.add(key.applyAsLong(each));
        }
        return whole && takeBack(node, epoch, sequence, keys) || news;
    }

    private boolean takeBack(String node, long epoch, long sequence, Set<Long> saidStill) {
        boolean news = false;
        for (var about : words.entrySet()) {
            var before = about.getValue().get(node);
            if (before != null && before.before(epoch, sequence) && !saidStill.contains(about.getKey())) {
                about.getValue().remove(node);
                news = true;
            }
        }
        return news;
    }

    /** What this node itself says; it replaces what it said before. */
    void own(String self, T said, long nowNanos) {
        put(new Word<>(self, 0, 0, said, nowNanos, nowNanos + lifeNanos.applyAsLong(said)));
    }

    /** Takes back what this node said of the endpoint, and tells whether there was anything. */
    boolean remove(long about, String node) {
        var byNode = words.get(about);
        return byNode != null && byNode.remove(node) != null;
    }

    /** Forgets what has lived its time. */
    void expire(long nowNanos) {
        words.values().forEach(byNode -> byNode.values().removeIf(word -> !word.holds(nowNanos)));
        words.values().removeIf(Map::isEmpty);
    }

    /** What holds of this endpoint, in no order. */
    List<Word<T>> of(long about, long nowNanos) {
        var byNode = words.get(about);
        return byNode == null
                ? List.of()
                : byNode.values().stream().filter(word -> word.holds(nowNanos)).toList();
    }

    /** The endpoints of which anything was said. */
    Collection<Long> keys() {
        return words.keySet();
    }

    @Nullable Word<T> find(long about, String node) {
        var byNode = words.get(about);
        return byNode == null ? null : byNode.get(node);
    }

    private void put(Word<T> word) {
        words.computeIfAbsent(key.applyAsLong(word.said()), about -> new HashMap<>())
                .put(word.node(), word);
    }
}
