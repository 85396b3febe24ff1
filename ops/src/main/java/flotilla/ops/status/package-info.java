/** Asks a running node over its admin port, and shows the answer to a person. */
@NullMarked
package flotilla.ops.status;

import org.jspecify.annotations.NullMarked;
