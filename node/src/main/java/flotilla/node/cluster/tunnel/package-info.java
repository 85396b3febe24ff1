/**
 * How members reach each other: as they are, or through TLS 1.3 with certificates of the cluster's own authority, which
 * the members themselves need not know of.
 */
@NullMarked
package flotilla.node.cluster.tunnel;

import org.jspecify.annotations.NullMarked;
