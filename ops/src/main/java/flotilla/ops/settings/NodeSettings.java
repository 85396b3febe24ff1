package flotilla.ops.settings;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.Time;
import flotilla.node.cluster.Fleet;
import flotilla.node.route.Overrides;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All that is set at a node: for its fleet ({@link FleetSettings}), for it alone ({@link OwnSettings}), and what is tried; and
 * what of it counts ({@link Layers}).
 */
public final class NodeSettings implements AutoCloseable {

    private final Layers layers = new Layers();
    private final FleetSettings fleet;
    private final OwnSettings own;

    private NodeSettings(SettingsStore ofFleet, SettingsStore ofNode, String node, Time time) {
        this.own = OwnSettings.open(ofNode, node, time, layers);
        this.fleet = FleetSettings.open(ofFleet, node, time, layers);
    }

    /**
     * Begins with what two stores keep; see {@link FleetSettings#open}.
     *
     * @param ofFleet closed with the result
     * @param ofNode of this node alone; closed with the result
     * @param node its id, to sign changes with
     */
    public static NodeSettings open(SettingsStore ofFleet, SettingsStore ofNode, String node, Time time) {
        return new NodeSettings(ofFleet, ofNode, node, time);
    }

    /**
     * What is set somewhere, as this node knows it.
     *
     * @param trouble why it cannot be seen or kept, or empty
     */
    public record Kept(Document document, SettingsStore store, String trouble) {}

    public Kept kept(Scope scope) {
        return switch (scope) {
            case FLEET -> {
                var standing = fleet.standing();
                yield new Kept(standing.sheet().document(), fleet.store(), standing.trouble());
            }
            case NODE -> new Kept(own.sheet().document(), own.store(), own.trouble());
        };
    }

    /** Tells all that is set, for the fleet and for this node, from what was set at another time. */
    public String version() {
        return JointVersion.of(fleet.standing().sheet(), own.sheet()).text();
    }

    /** What counts now in place of configuration and sources. */
    public Overrides overrides() {
        return layers.overrides();
    }

    /** Why a setting does not count although it is set; empty: nothing is set over it. */
    public String inPlaceOf(Scope scope, Key key) {
        return layers.inPlaceOf(scope, key);
    }

    /** Lets all of it count for a node, and be that of its fleet, from now on. */
    public void attach(Consumer<? super Overrides> running, Optional<Fleet> itsFleet) {
        layers.attach(running);
        fleet.join(itsFleet);
    }

    /**
     * Changes what is wanted; when this returns it is kept, and counts here.
     *
     * @throws InvalidValue naming what cannot be
     * @throws RefusedChange saying what is in the way
     */
    public void change(Scope scope, Wish wish) throws RefusedChange {
        var part = JointVersion.part(scope, wish, otherThan(scope));
        switch (scope) {
            case FLEET -> fleet.change(part);
            case NODE -> own.change(part);
        }
    }

    FleetSettings fleet() {
        return fleet;
    }

    private Sheet otherThan(Scope scope) {
        return scope == Scope.FLEET ? own.sheet() : fleet.standing().sheet();
    }

    /**
     * Checks all that can be told of a change that is to be tried here without making it.
     *
     * @throws InvalidValue naming what cannot be
     * @throws RefusedChange if its maker has seen other settings than there are
     */
    void checkTrial(Wish wish) throws RefusedChange {
        for (var key : wish.values().keySet()) {
            InvalidValue.require(
                    own.sheet().document().value(key).isEmpty(),
                    "changes",
                    key,
                    "what this node has nothing of its own for: it would count here in the place of the outcome; "
                            + "take it back first (scope node)");
        }
        fleet.check(JointVersion.part(Scope.FLEET, wish, own.sheet()));
    }

    /** Lets these values count here, whatever is set, and nowhere else; with none what is set alone. */
    void tryOut(Map<Key, String> values) {
        layers.tryOut(values);
    }

    @Override
    public void close() {
        fleet.close();
        own.close();
    }
}
