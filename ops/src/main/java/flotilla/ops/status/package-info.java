/** The other end of the admin port, for {@code flotilla ctl}: asks a running node, has it changed, and shows the answer to a person. */
@NullMarked
package flotilla.ops.status;

import org.jspecify.annotations.NullMarked;
