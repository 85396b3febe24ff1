package flotilla.discovery.consul;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Endpoint.Condition;
import flotilla.discovery.Time;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds out an endpoint that comes and goes. One whose check toggles every few seconds takes requests whenever it looks
 * well and fails them; more than {@link #MAX_TOGGLES} changes between serving and failing (or absent) within {@link
 * #WINDOW} hold it out as failing for {@link #FIRST_HOLD}, doubled each time up to {@link #LAST_HOLD}.
 *
 * <p>Draining is an operator's wish, no sign of illness: it neither counts nor is overruled.
 */
final class FlapDamping {

    static final int MAX_TOGGLES = 3;
    static final Duration WINDOW = Duration.ofMinutes(1);
    static final Duration FIRST_HOLD = Duration.ofSeconds(10);
    static final Duration LAST_HOLD = Duration.ofMinutes(5);

    private static final Duration CALM = Duration.ofMinutes(10);

    private final Time time;
    private final Map<String, History> histories = new HashMap<>();

    /** What is remembered of one endpoint. */
    private static final class History {
        private final Deque<Long> toggles = new ArrayDeque<>();
        private boolean serving;
        private int holds;
        private long heldUntil;
        private long lastSeen;
    }

    /**
     * What comes of an answer.
     *
     * @param endpoints as many as before, some of them held out
     * @param notes who was, and for how long
     * @param longest how long to wait for the next answer, so that nobody is held out for too long
     */
    record Damped(List<Endpoint> endpoints, List<String> notes, Duration longest) {}

    FlapDamping(Time time) {
        this.time = time;
    }

    /** Takes an answer into account. */
    Damped damp(List<Endpoint> endpoints, Duration longest) {
        var now = time.nanos();
        var listed = new HashSet<String>();
        var damped = new ArrayList<Endpoint>();
        var notes = new ArrayList<String>();
        var soonest = longest;
        for (var endpoint : endpoints) {
            listed.add(endpoint.authority());
            var history = follow(endpoint, now);
            var left = Duration.ofNanos(history.heldUntil - now);
            if (left.isPositive() && endpoint.condition() == Condition.SERVING) {
                damped.add(endpoint.withCondition(Condition.FAILING));
                notes.add(endpoint + " comes and goes: held out (" + history.holds + " times by now)");
                soonest = left.compareTo(soonest) < 0 ? left : soonest;
            } else {
                damped.add(endpoint);
            }
        }
        absent(listed, now);
        return new Damped(List.copyOf(damped), List.copyOf(notes), soonest);
    }

    private History follow(Endpoint endpoint, long now) {
        var history = histories.get(endpoint.authority());
        if (history == null) {
            history = new History();
            history.serving = endpoint.condition() != Condition.FAILING;
            history.heldUntil = now;
            histories.put(endpoint.authority(), history);
        }
        history.lastSeen = now;
        switch (endpoint.condition()) {
            case SERVING -> change(history, true, now);
            case FAILING -> change(history, false, now);
            case DRAINING -> {}
        }
        return history;
    }

    private void absent(Set<String> listed, long now) {
        histories.values().removeIf(history -> now - history.lastSeen > CALM.toNanos());
        histories.forEach((authority, history) -> {
            if (!listed.contains(authority)) {
                change(history, false, now);
            }
        });
    }

    private static void change(History history, boolean serving, long now) {
        if (history.serving == serving) {
            return;
        }
        history.serving = serving;
        history.toggles.addLast(now);
        while (now - history.toggles.getFirst() > WINDOW.toNanos()) {
            history.toggles.removeFirst();
        }
        if (history.toggles.size() > MAX_TOGGLES) {
            history.holds = now - history.heldUntil > CALM.toNanos() ? 1 : history.holds + 1;
            history.toggles.clear();
            var hold = FIRST_HOLD.multipliedBy(1L << Math.min(history.holds - 1, 10));
            history.heldUntil = now + Math.min(hold.toNanos(), LAST_HOLD.toNanos());
        }
    }
}
