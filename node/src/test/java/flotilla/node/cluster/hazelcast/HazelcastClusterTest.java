package flotilla.node.cluster.hazelcast;

import flotilla.node.cluster.ClusterContract;
import flotilla.node.cluster.tunnel.Links;

class HazelcastClusterTest extends ClusterContract {

    @Override
    protected Network network() throws Exception {
        return new HazelcastNetwork(node -> (own, others) -> Links.plain(own));
    }
}
