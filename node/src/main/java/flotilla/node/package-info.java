/** The composition root of one proxy node: what it is configured with, and the node itself. Nothing below knows it. */
@NullMarked
package flotilla.node;

import org.jspecify.annotations.NullMarked;
