package flotilla.ops.settings;

import flotilla.discovery.Time;
import flotilla.node.cluster.Fleet;
import flotilla.node.cluster.FleetPolicy;
import flotilla.node.cluster.Hub;
import flotilla.node.cluster.Member;
import flotilla.node.cluster.Membership;
import flotilla.node.route.Overrides;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node's settings with what follows from them, and its place in a fleet once it has joined one. */
final class SettledNode implements AutoCloseable {

    private final String name;
    private final NodeSettings settings;
    private Optional<Fleet> fleet = Optional.empty();
    private volatile Overrides inForce = Overrides.NONE;

    SettledNode(String name, SettingsStore store) {
        this(name, store, new FileStore(Optional.empty()));
    }

    SettledNode(String name, SettingsStore store, SettingsStore own) {
        this.name = name;
        this.settings = NodeSettings.open(store, own, name, Time.system());
        this.inForce = settings.overrides();
    }

    SettledNode join(Hub hub) {
        var member = new Member(name, 1);
        var place = new Membership(member, hub.place(member), FleetPolicy.DEFAULT);
        fleet = Optional.of(Fleet.start(place, List::of, List::of, () -> {}, Time.system(), 1));
        settings.attach(overrides -> inForce = overrides, fleet);
        return this;
    }

    NodeSettings all() {
        return settings;
    }

    FleetSettings settings() {
        return settings.fleet();
    }

    String version() {
        return settings().standing().sheet().version();
    }

    String value(Key key) {
        return settings().standing().sheet().document().value(key);
    }

    Overrides inForce() {
        return inForce;
    }

    void set(Key key, String value) throws RefusedChange {
        set(Scope.FLEET, key, value);
    }

    void set(Scope scope, Key key, String value) throws RefusedChange {
        settings.change(scope, new Wish(Optional.empty(), "alice", "a test", Map.of(key, value)));
    }

    @Override
    public void close() {
        fleet.ifPresent(Fleet::close);
        settings.close();
    }
}
