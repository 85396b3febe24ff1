package flotilla.node.cluster.hazelcast;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.DiscoveryStrategyConfig;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.MemberAddressProviderConfig;
import com.hazelcast.config.MemberAttributeConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.TopicConfig;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.spi.MemberAddressProvider;
import com.hazelcast.spi.discovery.DiscoveryStrategyFactory;
import flotilla.node.cluster.Member;
import flotilla.node.cluster.tunnel.Links;
import java.net.InetSocketAddress;
import java.util.Map;

/** How a Hazelcast member is set up here: small, quick to see that another is gone, and with one port for members alone. */
final class MemberSettings {

    /** Members of different minor versions do not talk to each other, so their clusters have different names. */
    static final String MINOR = "5.7";

    static final String TOPIC = "fleet";
    static final String NODE = "node";
    static final String EPOCH = "epoch";

    /**
     * What is read from the system properties alone, before the first member starts. Every so many events Hazelcast waits for
     * an answer, and that may take five seconds of a publisher's time; and its first lines are logged before it has read
     * where to.
     */
    private static final Map<String, String> OF_THE_PROCESS = Map.of(
            "hazelcast.event.sync.frequency", String.valueOf(Integer.MAX_VALUE), "hazelcast.logging.type", "slf4j");

    private static final Map<String, String> LIGHT = Map.ofEntries(
            Map.entry("hazelcast.partition.count", "71"),
            Map.entry("hazelcast.operation.thread.count", "2"),
            Map.entry("hazelcast.operation.generic.thread.count", "2"),
            Map.entry("hazelcast.operation.response.thread.count", "1"),
            Map.entry("hazelcast.io.thread.count", "1"),
            Map.entry("hazelcast.event.thread.count", "1"),
            Map.entry("hazelcast.event.queue.capacity", "10000"),
            Map.entry("hazelcast.clientengine.thread.count", "1"),
            Map.entry("hazelcast.clientengine.query.thread.count", "1"),
            Map.entry("hazelcast.clientengine.blocking.thread.count", "1"),
            Map.entry("hazelcast.slow.operation.detector.enabled", "false"),
            Map.entry("hazelcast.health.monitoring.level", "OFF"),
            Map.entry("hazelcast.io.balancer.interval.seconds", "-1"),
            Map.entry("hazelcast.phone.home.enabled", "false"),
            Map.entry("hazelcast.socket.bind.any", "false"),
            Map.entry("hazelcast.prefer.ipv4.stack", "false"),
            Map.entry("hazelcast.discovery.enabled", "true"));

    /**
     * Whole seconds are the finest there is. A member whose process ends is missed at once, without any of these.
     *
     * <p>The claim's timeout is also how often it is asked: five times at once, then each half second. Whoever misses a
     * frozen master first is refused until the others miss it too, which may take a heartbeat longer; with five tries
     * it would go on without them, and the healthy would part.
     *
     * <p>A member that was frozen may miss the others only five seconds after it goes on, and looks for them then: with a look each
     * five seconds it was away for up to ten.
     *
     * <p>A call to a member that left meanwhile is tried again half a second later, 250 times if nothing else is said, and the
     * registration of a listener waits for it: for two minutes a new member would hear nothing.
     */
    private static final Map<String, String> QUICK = Map.ofEntries(
            Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
            Map.entry("hazelcast.max.no.heartbeat.seconds", "3"),
            Map.entry("hazelcast.merge.first.run.delay.seconds", "2"),
            Map.entry("hazelcast.merge.next.run.delay.seconds", "2"),
            Map.entry("hazelcast.mastership.claim.timeout.seconds", "15"),
            Map.entry("hazelcast.socket.connect.timeout.seconds", "1"),
            Map.entry("hazelcast.operation.call.timeout.millis", "3000"),
            Map.entry("hazelcast.invocation.max.retry.count", "10"),
            Map.entry("hazelcast.graceful.shutdown.max.wait", "5"),
            Map.entry("hazelcast.member.list.publish.interval.seconds", "5"),
            Map.entry("hazelcast.partial.member.disconnection.resolution.heartbeat.count", "5"),
            Map.entry("hazelcast.max.join.seconds", "15"),
            Map.entry("hazelcast.shutdownhook.enabled", "false"));

    private MemberSettings() {}

    /** The name by which members know that they belong together. */
    static String clusterName(ClusterPolicy policy) {
        return policy.name() + "-" + MINOR;
    }

    static Config of(ClusterPolicy policy, Member own, Links links, DiscoveryStrategyFactory strategy) {
        OF_THE_PROCESS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        var config = new Config();
        config.setClusterName(clusterName(policy));
        LIGHT.forEach(config::setProperty);
        QUICK.forEach(config::setProperty);
        // Longer than the strategy's own patience; over with the first member found.
        config.setProperty("hazelcast.wait.seconds.before.join", policy.join().isEmpty() ? "0" : "3");
        config.getMetricsConfig().setEnabled(false);
        config.getJetConfig().setEnabled(false);
        config.getSerializationConfig().setJavaSerializationFilterConfig(filter());
        config.setMemberAttributeConfig(new MemberAttributeConfig()
                .setAttribute(NODE, own.node())
                .setAttribute(EPOCH, String.valueOf(own.epoch())));
        config.addTopicConfig(new TopicConfig(TOPIC).setStatisticsEnabled(false).setMultiThreadingEnabled(false));
        network(config.getAdvancedNetworkConfig(), links, strategy);
        return config;
    }

    private static void network(AdvancedNetworkConfig network, Links links, DiscoveryStrategyFactory strategy) {
        var endpoint = new ServerSocketEndpointConfig()
                .setPort(links.bind().getPort())
                .setPortAutoIncrement(false)
                .setReuseAddress(true);
        endpoint.setSocketConnectTimeoutSeconds(1);
        network.setEnabled(true);
        network.getEndpointConfigs().keySet().removeIf(qualifier -> !qualifier.equals(EndpointQualifier.MEMBER));
        network.setMemberEndpointConfig(endpoint);
        network.setMemberAddressProviderConfig(
                new MemberAddressProviderConfig().setEnabled(true).setImplementation(new Addresses(links)));
        var join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        // Also how long those that start together wait for each other's word on who is first.
        join.getTcpIpConfig().setEnabled(false).setConnectionTimeoutSeconds(1);
        join.getDiscoveryConfig().addDiscoveryStrategyConfig(new DiscoveryStrategyConfig(strategy));
    }

    /** Only what a member needs itself: a class from anywhere else is refused before it is made. */
    private static JavaSerializationFilterConfig filter() {
        return new JavaSerializationFilterConfig()
                .setDefaultsDisabled(true)
                .setWhitelist(new ClassFilter().addPrefixes("java.lang.", "java.util.", "com.hazelcast.", "["));
    }

    private record Addresses(Links links) implements MemberAddressProvider {

        @Override
        public InetSocketAddress getBindAddress() {
            return links.bind();
        }

        @Override
        public InetSocketAddress getBindAddress(EndpointQualifier qualifier) {
            return links.bind();
        }

        @Override
        public InetSocketAddress getPublicAddress() {
            return links.known();
        }

        @Override
        public InetSocketAddress getPublicAddress(EndpointQualifier qualifier) {
            return links.known();
        }
    }
}
