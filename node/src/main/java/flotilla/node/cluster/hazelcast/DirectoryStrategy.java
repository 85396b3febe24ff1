package flotilla.node.cluster.hazelcast;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.properties.PropertyDefinition;
import com.hazelcast.logging.ILogger;
import com.hazelcast.spi.discovery.AbstractDiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryNode;
import com.hazelcast.spi.discovery.DiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryStrategyFactory;
import com.hazelcast.spi.discovery.SimpleDiscoveryNode;
import flotilla.discovery.Time;
import flotilla.node.cluster.directory.KnownMembers;
import flotilla.node.cluster.tunnel.Links;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Shows Hazelcast the members that the directories know. It asks when it joins, in short rounds until the first answer that
 * is not empty, and every few seconds after that to find the other half of a cluster that fell apart.
 *
 * <p>This member enters itself before it looks for others, and looks for others once it is entered: of two that start at
 * the same moment, one then sees the other.
 */
@SuppressWarnings("rawtypes") // its interface says Comparable
final class DirectoryStrategy extends AbstractDiscoveryStrategy {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final KnownMembers known;
    private final Links links;
    private final InetSocketAddress own;
    private final Time time;
    private final long begin;

    private DirectoryStrategy(
            KnownMembers known,
            Links links,
            InetSocketAddress own,
            Time time,
            ILogger logger,
            Map<String, Comparable> properties) {
        super(logger, properties);
        this.known = known;
        this.links = links;
        this.own = own;
        this.time = time;
        this.begin = time.nanos();
    }

    /** @param own where this member is for the others, whom the directories know by that */
    static DiscoveryStrategyFactory factory(KnownMembers known, Links links, InetSocketAddress own, Time time) {
        return new DiscoveryStrategyFactory() {
            @Override
            public Class<? extends DiscoveryStrategy> getDiscoveryStrategyType() {
                return DirectoryStrategy.class;
            }

            @Override
            public DiscoveryStrategy newDiscoveryStrategy(
                    DiscoveryNode node, ILogger logger, Map<String, Comparable> properties) {
                return new DirectoryStrategy(known, links, own, time, logger, properties);
            }

            @Override
            public Collection<PropertyDefinition> getConfigurationProperties() {
                return List.of();
            }
        };
    }

    @Override
    public void start() {
        known.announce();
    }

    @Override
    public Iterable<DiscoveryNode> discoverNodes() {
        if (!known.settled() && time.nanos() - begin < PATIENCE.toNanos()) {
            return List.of();
        }
        return links.reach(known.others(own)).stream()
                .<DiscoveryNode>map(address -> new SimpleDiscoveryNode(new Address(address)))
                .toList();
    }
}
