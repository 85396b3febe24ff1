/** Where the members of a cluster find each other's addresses: a list that was written down, a registry, or both. */
@NullMarked
package flotilla.node.cluster.directory;

import org.jspecify.annotations.NullMarked;
