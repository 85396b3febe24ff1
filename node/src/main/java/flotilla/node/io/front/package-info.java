/** The client's side: listeners on Undertow and the adapter that turns its requests into exchanges. */
@NullMarked
package flotilla.node.io.front;

import org.jspecify.annotations.NullMarked;
