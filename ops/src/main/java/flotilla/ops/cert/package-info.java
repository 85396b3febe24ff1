/** Makes the certificates by which the members of a cluster know each other: an authority of its own and one for each node. */
@NullMarked
package flotilla.ops.cert;

import org.jspecify.annotations.NullMarked;
