package flotilla.ops.settings;

import flotilla.node.route.Overrides;
import flotilla.node.route.Overrides.OfEndpoint;
import flotilla.node.route.Overrides.OfUpstream;
import flotilla.node.route.RatePolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings as the node takes them; what this release does not know is left out. */
final class InForce {

    private final Map<String, OfUpstream> upstreams = new HashMap<>();

    private InForce() {}

    static Overrides of(Map<Key, String> values) {
        var inForce = new InForce();
        values.forEach((key, value) -> {
            if (!value.isEmpty()) {
                Setting.of(key).ifPresent(setting -> inForce.add(key, setting, value));
            }
        });
        return new Overrides(inForce.upstreams);
    }

    private void add(Key key, Setting setting, String value) {
        upstreams.merge(key.upstream(), single(key, setting, value), InForce::both);
    }

    private static OfUpstream single(Key key, Setting setting, String value) {
        return switch (setting) {
            case ALGORITHM -> new OfUpstream(Optional.of(value), OptionalInt.empty(), Optional.empty(), Map.of());
            case MAX_CONNECTIONS ->
                new OfUpstream(Optional.empty(), OptionalInt.of(Integer.parseInt(value)), Optional.empty(), Map.of());
            case RATE ->
                new OfUpstream(Optional.empty(), OptionalInt.empty(), Optional.of(RatePolicy.of(value)), Map.of());
            case WEIGHT -> ofEndpoint(key, new OfEndpoint(OptionalInt.of(Integer.parseInt(value)), false, false));
            case DRAIN -> ofEndpoint(key, new OfEndpoint(OptionalInt.empty(), true, false));
            case EJECT -> ofEndpoint(key, new OfEndpoint(OptionalInt.empty(), false, true));
        };
    }

    private static OfUpstream ofEndpoint(Key key, OfEndpoint override) {
        return new OfUpstream(
                Optional.empty(), OptionalInt.empty(), Optional.empty(), Map.of(key.endpoint(), override));
    }

    private static OfUpstream both(OfUpstream one, OfUpstream other) {
        var endpoints = new HashMap<>(one.endpoints());
        other.endpoints().forEach((authority, override) -> endpoints.merge(authority, override, InForce::both));
        return new OfUpstream(
                one.algorithm().or(other::algorithm),
                one.maxConnections().isPresent() ? one.maxConnections() : other.maxConnections(),
                one.rate().or(other::rate),
                endpoints);
    }

    private static OfEndpoint both(OfEndpoint one, OfEndpoint other) {
        return new OfEndpoint(
                one.weight().isPresent() ? one.weight() : other.weight(),
                one.drained() || other.drained(),
                one.ejected() || other.ejected());
    }
}
