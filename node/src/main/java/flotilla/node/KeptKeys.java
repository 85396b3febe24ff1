package flotilla.node;

import flotilla.node.NodeConfig.UpstreamConfig;
import flotilla.node.route.UpstreamPolicy;
import flotilla.node.sticky.KeyRing;
import flotilla.node.sticky.StickyPolicy;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Lets sticky sessions outlive a change of configuration. A configuration that is read anew has key rings of its own; where
 * its keys come from the same place as before, the ring before goes on: it is the one that follows its file, and keys that
 * were drawn stay the ones that cookies are under.
 */
final class KeptKeys {

    private final Map<String, KeyRing> bySource = new HashMap<>();
    private final NodeConfig before;

    private KeptKeys(NodeConfig before) {
        this.before = before;
        Stream.concat(
                        before.upstreams().values().stream().map(UpstreamConfig::policy),
                        Stream.of(before.announcedPolicy()))
                .flatMap(policy -> policy.sticky().stream())
                .map(StickyPolicy::keys)
                .filter(ring -> !ring.source().isEmpty())
                .forEach(ring -> bySource.put(ring.source(), ring));
    }

    /** The newer configuration with the rings of the one before, where they are the same. */
    static NodeConfig in(NodeConfig newer, NodeConfig before) {
        return new KeptKeys(before).in(newer);
    }

    private NodeConfig in(NodeConfig newer) {
        var upstreams = new LinkedHashMap<String, UpstreamConfig>();
        newer.upstreams().forEach((name, upstream) -> {
            var present = Optional.ofNullable(before.upstreams().get(name)).map(UpstreamConfig::policy);
            upstreams.put(name, new UpstreamConfig(upstream.sources(), in(upstream.policy(), present)));
        });
        return new NodeConfig(
                newer.threads(),
                newer.listeners(),
                upstreams,
                newer.routes(),
                newer.announcedBy(),
                in(newer.announcedPolicy(), Optional.of(before.announcedPolicy())),
                newer.limits(),
                newer.zone());
    }

    private UpstreamPolicy in(UpstreamPolicy newer, Optional<UpstreamPolicy> present) {
        return newer.sticky()
                .map(sticky -> newer.withSticky(new StickyPolicy(sticky.cookie(), ring(sticky.keys(), present))))
                .orElse(newer);
    }

    private KeyRing ring(KeyRing newer, Optional<UpstreamPolicy> present) {
        if (!newer.source().isEmpty()) {
            return bySource.getOrDefault(newer.source(), newer);
        }
        return present.flatMap(UpstreamPolicy::sticky)
                .map(StickyPolicy::keys)
                .filter(ring -> ring.source().isEmpty())
                .orElse(newer);
    }
}
