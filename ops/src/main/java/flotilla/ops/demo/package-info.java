/**
 * A node with everything around it, on one machine and for a look: endpoints as processes of their own, a client, live
 * figures. Nothing else uses it.
 */
@NullMarked
package flotilla.ops.demo;

import org.jspecify.annotations.NullMarked;
