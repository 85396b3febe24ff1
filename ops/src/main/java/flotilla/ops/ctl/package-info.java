/** The commands that ask a running node for something, or to change something: {@code flotilla ctl}. */
@NullMarked
package flotilla.ops.ctl;

import org.jspecify.annotations.NullMarked;
