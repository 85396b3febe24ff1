package flotilla.node.route;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.balance.Ramp;
import flotilla.node.balance.Rotation;
import flotilla.node.balance.SlowStart;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The slow starts of one upstream: who newly serves gets a part of its weight that grows.
 *
 * <p>An endpoint serves while it is in the rotation. Who enters it later than the upstream's first list (by {@value
 * #STARTING_SECONDS} s, so that several sources can have their word) begins a ramp; at the start all are new, and there
 * is nobody whose load they could be spared. In a panic all are asked alike, and who was asked in a panic is not new
 * when it ends.
 *
 * <p>One ramp for the fleet. Each node sees an endpoint come up by itself, a message's delay apart, and tells the others
 * how long ago; the earliest word counts. What is told is taken if it may speak of the same event: it must not be older
 * than the moment at which this node saw the endpoint go out, nor younger, by more than {@value #APART_SECONDS} s, than
 * the moment at which this node saw it serve. So a node that joins goes on with the ramp it finds under way, nobody takes
 * the ramp before an outage for the one after it, and what one node alone put out and took back (its own requests
 * failed) ramps there alone.
 *
 * <p>Worked example: a sees the endpoint up at 0 s, b at 0.2 s; b hears a's word and counts from 0 s too. c starts at 3 s
 * and finds the endpoint serving; it hears "3.1 s ago" and goes on from there.
 *
 * <p>Known to the {@link TableKeeper}'s thread alone.
 */
final class Ramps {

    private static final int STARTING_SECONDS = 5;
    private static final int APART_SECONDS = 2;
    private static final long STARTING_NANOS =
            Duration.ofSeconds(STARTING_SECONDS).toNanos();
    private static final long APART_NANOS = Duration.ofSeconds(APART_SECONDS).toNanos();

    /**
     * An endpoint's present time in the rotation.
     *
     * @param seenNanos when this node put it there
     * @param since when its ramp began, or null if it has none
     */
    private record Spell(long seenNanos, @Nullable Long since) {}

    private final Map<LiveEndpoint, Long> wentOut = new HashMap<>();
    private SlowStart policy;
    private Map<LiveEndpoint, Spell> spells = new LinkedHashMap<>();
    private @Nullable Long begunNanos;
    private OptionalLong next = OptionalLong.empty();

    Ramps(SlowStart policy) {
        this.policy = policy;
    }

    /** All climb by this from the next rotation on; when each began stays, also while there is no slow start at all. */
    void climbBy(SlowStart newer) {
        policy = newer;
    }

    /** Nobody lists these any more. */
    void forget(Collection<LiveEndpoint> gone) {
        gone.forEach(wentOut::remove);
        gone.forEach(spells::remove);
    }

    /**
     * The rotation of those who serve from now on.
     *
     * @param weights of each, the whole ones
     * @param panic whether they serve because too few are well
     * @param told by {@link LiveEndpoint#key()}, when the others say that a ramp began
     * @param left the share of its weight that each has besides
     */
    Rotation over(
            List<LiveEndpoint> chosen,
            int[] weights,
            boolean panic,
            Map<Long, Long> told,
            ToDoubleFunction<LiveEndpoint> left,
            long nowNanos) {
        follow(chosen, panic, nowNanos);
        var shares = new double[weights.length];
        boolean climbing = false;
        next = OptionalLong.empty();
        for (int i = 0; i < shares.length; i++) {
            var endpoint = chosen.get(i);
            var ramp = ramp(endpoint, told.get(endpoint.key()), nowNanos);
            endpoint.climb(ramp);
            shares[i] = panic ? 1 : left.applyAsDouble(endpoint) * (ramp == null ? 1 : ramp.share(nowNanos));
            climbing |= shares[i] < 1;
            if (ramp != null) {
                long step = ramp.nextStepNanos(nowNanos);
                next = OptionalLong.of(next.isPresent() && next.getAsLong() - step < 0 ? next.getAsLong() : step);
            }
        }
        return climbing ? Rotation.ramping(chosen, weights, shares) : new Rotation(chosen, weights);
    }

    /** When a share changes next; empty while no ramp is under way. */
    OptionalLong nextStepNanos() {
        return next;
    }

    private void follow(List<LiveEndpoint> chosen, boolean panic, long nowNanos) {
        if (begunNanos == null && !chosen.isEmpty()) {
            begunNanos = nowNanos;
        }
        boolean old = panic || begunNanos == null || nowNanos - begunNanos < STARTING_NANOS;
        var before = spells;
        spells = new LinkedHashMap<>();
        for (var endpoint : chosen) {
            var spell = before.remove(endpoint);
            boolean there = old && !wentOut.containsKey(endpoint) || panic;
            spells.put(endpoint, spell == null ? new Spell(nowNanos, there ? null : Long.valueOf(nowNanos)) : spell);
        }
        for (var out : before.keySet()) {
            wentOut.put(out, nowNanos);
            out.climb(null);
        }
    }

    private @Nullable Ramp ramp(LiveEndpoint endpoint, @Nullable Long told, long nowNanos) {
        var spell = spells.get(endpoint);
        if (spell == null) {
            return null;
        }
        var since = spell.since();
        if (told != null && mayMean(endpoint, spell, told) && (since == null || told - since < 0)) {
            since = told;
            spells.put(endpoint, new Spell(spell.seenNanos(), told));
        }
        if (since == null) {
            return null;
        }
        var ramp = new Ramp(since, policy);
        return ramp.over(nowNanos) ? null : ramp;
    }

    /** Whether the others may speak of what this node saw too. */
    private boolean mayMean(LiveEndpoint endpoint, Spell spell, long told) {
        var out = wentOut.get(endpoint);
        return told - spell.seenNanos() <= APART_NANOS && (out == null || told - out >= 0);
    }
}
