/** The client's side: listeners, and the HTTP/1.1 server codec that turns what clients send into exchanges. */
@NullMarked
package flotilla.node.io.front;

import org.jspecify.annotations.NullMarked;
