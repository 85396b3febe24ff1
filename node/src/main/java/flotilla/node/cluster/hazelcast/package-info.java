/** The cluster over Hazelcast, of which membership and one topic are used and nothing else. */
@NullMarked
package flotilla.node.cluster.hazelcast;

import org.jspecify.annotations.NullMarked;
