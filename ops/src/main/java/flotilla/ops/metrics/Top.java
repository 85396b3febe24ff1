package flotilla.ops.metrics;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who has series of its own: the busiest, up to a number.
 *
 * <p>As long as there is room, whoever has traffic is taken at once. Where there is none, a newcomer takes the place of the
 * one with the least traffic once it has {@value #BETTER} times as much, and no more often than once a minute: a change of places
 * costs whoever watches the one that goes a gap. Traffic fades to a half in {@link #HALF_LIFE}, so what was busy yesterday makes
 * way.
 *
 * <p>Not for several threads.
 */
final class Top<T> {

    static final Duration PERIOD = Duration.ofMinutes(1);
    static final Duration HALF_LIFE = Duration.ofMinutes(10);
    private static final double BETTER = 2;

    private int max;
    private final Map<T, Double> scores = new HashMap<>();
    private final Set<T> chosen = new HashSet<>();
    private long lookedNanos;
    private long changedNanos;

    Top(int max, long nowNanos) {
        this.max = max;
        this.lookedNanos = nowNanos;
        this.changedNanos = nowNanos;
    }

    /** Another number of them, from the next look on. */
    void follow(int newMax) {
        max = newMax;
    }

    /**
     * Who has series of its own from now on.
     *
     * @param living all there are; others are forgotten
     * @param traffic since the last call, of those who had any
     */
    Set<T> choose(Collection<T> living, Map<T, Long> traffic, long nowNanos) {
        double fade = Math.pow(0.5, (double) (nowNanos - lookedNanos) / HALF_LIFE.toNanos());
        lookedNanos = nowNanos;
        var there = living instanceof Set<T> set ? set : new HashSet<>(living);
        scores.keySet().retainAll(there);
        chosen.retainAll(there);
        scores.replaceAll((_, score) -> score * fade);
        traffic.forEach((each, count) -> {
            if (there.contains(each) && count > 0) {
                scores.merge(each, (double) count, Double::sum);
            }
        });
        shrink();
        fill();
        if (nowNanos - changedNanos >= PERIOD.toNanos()) {
            changedNanos = nowNanos;
            exchange();
        }
        return Set.copyOf(chosen);
    }

    /** Where there are fewer places than there were, those with the least traffic go. */
    private void shrink() {
        chosen.stream()
                .sorted(Comparator.comparingDouble(this::score))
                .limit(Math.max(0, chosen.size() - max))
                .toList()
                .forEach(chosen::remove);
    }

    private void fill() {
        if (chosen.size() < max && chosen.size() < scores.size()) {
            scores.entrySet().stream()
                    .filter(entry -> !chosen.contains(entry.getKey()))
                    .sorted(Map.Entry.<T, Double>comparingByValue().reversed())
                    .limit(max - chosen.size())
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(chosen::add);
        }
    }

    /** The best of those outside come in for the least of those inside. */
    private void exchange() {
        var inside =
                chosen.stream().sorted(Comparator.comparingDouble(this::score)).iterator();
        var outside = scores.keySet().stream()
                .filter(each -> !chosen.contains(each))
                .sorted(Comparator.comparingDouble(this::score).reversed())
                .limit(max)
                .toList();
        for (var better : outside) {
            var least = inside.hasNext() ? inside.next() : null;
            if (least == null || score(better) <= score(least) * BETTER) {
                return;
            }
            chosen.remove(least);
            chosen.add(better);
        }
    }

    private double score(T each) {
        return scores.getOrDefault(each, 0.0);
    }
}
