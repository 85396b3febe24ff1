package flotilla.ops.settings;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.node.route.Overrides;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What counts at this node, setting by setting: what is tried here, before what was set for this node alone, before what was
 * set for its fleet. Example: the fleet weighs an endpoint 5 and drains another, this node weighs the first one 1; here it has
 * 1, and the other one drains. Once this node's weight is taken back, 5 counts.
 *
 * <p>Threads: this object's lock keeps the order of what follows from changes; it is taken last, and whoever is told under it
 * puts an event into a mailbox and returns.
 */
final class Layers {

    @GuardedBy("this") private Document ofFleet = Document.EMPTY;

    @GuardedBy("this") private Document ofNode = Document.EMPTY;

    @GuardedBy("this") private Map<Key, String> tried = Map.of();

    @GuardedBy("this") private Consumer<? super Overrides> running = overrides -> {};

    /** Lets all of it count for a node from now on. */
    synchronized void attach(Consumer<? super Overrides> node) {
        running = node;
        follow();
    }

    synchronized void set(Scope scope, Document document) {
        switch (scope) {
            case FLEET -> ofFleet = document;
            case NODE -> ofNode = document;
        }
        follow();
    }

    synchronized void tryOut(Map<Key, String> values) {
        tried = Map.copyOf(values);
        follow();
    }

    private synchronized void follow() {
        running.accept(overrides());
    }

    synchronized Overrides overrides() {
        var values = ofFleet.values();
        values.putAll(ofNode.values());
        values.putAll(tried);
        return InForce.of(values);
    }

    /** What counts in the place of a setting of a scope; empty: nothing does. */
    synchronized String inPlaceOf(Scope scope, Key key) {
        if (tried.containsKey(key)) {
            return "a change that is tried at this node counts in its place";
        }
        var own = ofNode.value(key);
        return scope == Scope.FLEET && !own.isEmpty() ? "this node has " + own + " of its own" : "";
    }
}
