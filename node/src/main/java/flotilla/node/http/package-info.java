/** The request path: the exchange and the stages it goes through, in the order of {@code RequestPath}. */
@NullMarked
package flotilla.node.http;

import org.jspecify.annotations.NullMarked;
