/**
 * The endpoint's side: an HTTP/1.1 codec on a raw channel of the request's own I/O thread, and the pool that keeps its
 * connections.
 */
@NullMarked
package flotilla.node.io.upstream;

import org.jspecify.annotations.NullMarked;
