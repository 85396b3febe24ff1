package flotilla.node.cluster;

import flotilla.node.cluster.FleetVerdict.State;
import flotilla.node.cluster.Minutes.Spoken;
import flotilla.node.cluster.Said.Word;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What nodes found by checking endpoints, and what the fleet makes of it.
 *
 * <p>Each node speaks of its own checks alone; an opinion holds until the same node says otherwise, takes it back (by a
 * whole table without it), or has not said it again for its lifetime. Of an endpoint the highest ranking {@link Probers}
 * that have an opinion speak, those that live before those that have gone: so what the dead found holds until others
 * have looked, and then counts no more.
 *
 * <p>It is down when as many as should check it say so: two, or one in a fleet of one. It is down for this node too
 * when this node's own finding and one other agree. One alone against none makes a doubt, no more: a node with a broken
 * path must not take an endpoint from the fleet.
 *
 * <p>A node whose every check fails is more likely broken itself than all it looks at, if others find most of the same
 * endpoints well. It then distrusts itself ({@link #distrustsItself}): it keeps its opinions to itself and goes by those
 * of the others. It needs two opinions or more to fall for that, and somebody to contradict it.
 *
 * <p>Worked example: a, b and c live, a and b check. Both say down: down everywhere. Only a does, b says up: doubted. a
 * dies; c takes over from what a said last (still down, if a said so), and once c has checked, b and c speak.
 *
 * <p>Not for several threads.
 */
public final class Opinions {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Duration TAKEOVER = Duration.ofSeconds(4);

    private final String self;
    private final Said<Opinion> said = new Said<>(
            Opinion::key, opinion -> opinion.lifeMillis() * NANOS_PER_MILLI, (one, other) -> one.up() == other.up());

    private Set<String> live;
    private boolean distrust;

    /**
     * How long an opinion holds from checks at this interval: three of them, and never less than it takes until another
     * node has taken the checks over from one that froze (1.5 s), made one, and was heard, though a table was lost.
     */
    public static Duration life(Duration interval) {
        var three = interval.multipliedBy(3);
        var takeover = interval.plus(TAKEOVER);
        return three.compareTo(takeover) > 0 ? three : takeover;
    }

    public Opinions(Member self) {
        this.self = self.node();
        this.live = Set.of(this.self);
    }

    /**
     * What this node's own checks say now; its lifetime begins anew, its age only when it turns.
     *
     * @return whether that is news for the others
     */
    public boolean own(long key, boolean up, int against, Duration life, String reason, long nowNanos) {
        var before = said.find(key, self);
        boolean same = false;
        long age = 0;
        if (before != null && before.said().up() == up) {
            same = true;
            age = aged(before, nowNanos, 0).ageMillis();
        }
        said.own(self, new Opinion(key, up, against, age, life.toMillis(), reason), nowNanos);
        return !same;
    }

    /**
     * This node does not check the endpoint any more.
     *
     * @return whether it had an opinion of it
     */
    public boolean ownNoMore(long key) {
        return said.remove(key, self);
    }

    /**
     * Takes what another node said; whatever is newer already stays.
     *
     * @return whether that is news
     */
    public boolean take(Verdicts verdicts, long sentNanos) {
        return said.take(verdicts.origin(), verdicts.whole(), verdicts.opinions(), sentNanos);
    }

    /** Goes on with these nodes, this one included; forgets what holds no more. Due before asking. */
    public void refresh(Set<String> liveNodes, long nowNanos) {
        live = Set.copyOf(liveNodes);
        said.expire(nowNanos);
        distrust = findsAllDownAgainstOthers(nowNanos);
    }

    /** Whether this node's checks all fail while others find most of the same endpoints well. */
    public boolean distrustsItself() {
        return distrust;
    }

    /** What the fleet says of this endpoint now. */
    public FleetVerdict verdict(long key, long nowNanos) {
        var speakers = speakers(key, nowNanos);
        var down = speakers.stream().filter(word -> !word.said().up()).toList();
        if (speakers.isEmpty()) {
            return FleetVerdict.UNKNOWN;
        }
        if (down.isEmpty()) {
            return verdict(State.UP, speakers);
        }
        boolean agreed = down.size() >= needed() || agreesWithSelf(key, down, nowNanos);
        return verdict(agreed ? State.DOWN : State.DOUBTED, down);
    }

    /** What a node that takes this endpoint over begins with: the word of whoever ranks highest beside itself. */
    public Optional<Opinion> inherited(long key, long nowNanos) {
        return speakers(key, nowNanos).stream()
                .filter(word -> !word.node().equals(self))
                .map(word -> aged(word, nowNanos, Math.max(0, word.untilNanos() - nowNanos) / NANOS_PER_MILLI))
                .findFirst();
    }

    /** This node's own opinions as they are to be told now, in the order of their keys; none if it distrusts itself. */
    public List<Opinion> toTell(long nowNanos) {
        var told = new ArrayList<Opinion>();
        for (long key : said.keys()) {
            var mine = said.find(key, self);
            if (!distrust && mine != null && mine.holds(nowNanos)) {
                told.add(aged(mine, nowNanos, mine.said().lifeMillis()));
            }
        }
        told.sort(Comparator.comparingLong(Opinion::key));
        return told;
    }

    /** All that holds, in the order of the nodes' ids; by endpoint. */
    Map<Long, List<Spoken>> spoken(long nowNanos) {
        var all = new HashMap<Long, List<Spoken>>();
        for (long key : said.keys()) {
            var words = said.of(key, nowNanos).stream()
                    .map(word -> new Spoken(
                            word.node(),
                            word.said().up(),
                            aged(word, nowNanos, 0).ageMillis(),
                            word.said().reason()))
                    .sorted(Comparator.comparing(Spoken::node))
                    .toList();
            all.put(key, words);
        }
        return all;
    }

    private int needed() {
        return Math.min(Probers.PROBERS, live.size());
    }

    private static Opinion aged(Word<Opinion> word, long nowNanos, long lifeMillis) {
        var opinion = word.said();
        return new Opinion(
                opinion.key(),
                opinion.up(),
                opinion.against(),
                opinion.ageMillis() + (nowNanos - word.sentNanos()) / NANOS_PER_MILLI,
                lifeMillis,
                opinion.reason());
    }

    private List<Word<Opinion>> speakers(long key, long nowNanos) {
        var holding = new TreeMap<String, Word<Opinion>>();
        for (var word : said.of(key, nowNanos)) {
            if (!distrust || !word.node().equals(self)) {
                holding.put(word.node(), word);
            }
        }
        var speakers = new ArrayList<Word<Opinion>>();
        for (boolean living : new boolean[] {true, false}) {
            var nodes = holding.keySet().stream()
                    .filter(node -> live.contains(node) == living)
                    .toList();
            Probers.ranked(key, nodes).forEach(node -> speakers.add(Objects.requireNonNull(holding.get(node))));
        }
        return speakers.subList(0, Math.min(needed(), speakers.size()));
    }

    /** This node need not be one of those that check: what its own traffic or a last look found counts as well. */
    private boolean agreesWithSelf(long key, List<Word<Opinion>> down, long nowNanos) {
        var mine = said.find(key, self);
        return mine != null
                && mine.holds(nowNanos)
                && !mine.said().up()
                && !distrust
                && down.stream().anyMatch(word -> !word.node().equals(self));
    }

    private boolean findsAllDownAgainstOthers(long nowNanos) {
        int own = 0;
        int contradicted = 0;
        int confirmed = 0;
        for (long key : said.keys()) {
            var mine = said.find(key, self);
            if (mine == null || !mine.holds(nowNanos)) {
                continue;
            }
            if (mine.said().up()) {
                return false;
            }
            own++;
            var others = said.of(key, nowNanos).stream()
                    .filter(word -> !word.node().equals(self) && live.contains(word.node()))
                    .toList();
            boolean well = others.stream().anyMatch(word -> word.said().up());
            contradicted += well ? 1 : 0;
            confirmed += well || others.isEmpty() ? 0 : 1;
        }
        return own >= 2 && contradicted > confirmed;
    }

    private static FleetVerdict verdict(State state, List<Word<Opinion>> by) {
        return new FleetVerdict(
                state,
                by.stream().map(Word::node).sorted().toList(),
                by.getFirst().said().reason());
    }
}
