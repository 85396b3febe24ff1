/** TLS on the raw channels of I/O threads: the records of a connection, and the handshake that begins it. */
@NullMarked
package flotilla.node.io.tls;

import org.jspecify.annotations.NullMarked;
