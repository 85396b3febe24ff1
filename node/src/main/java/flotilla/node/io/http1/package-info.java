/** HTTP/1.1 as bytes (RFC 9112): what is the same for requests and responses, whichever side they come from. */
@NullMarked
package flotilla.node.io.http1;

import org.jspecify.annotations.NullMarked;
