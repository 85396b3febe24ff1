/** I/O threads: their scratch space, timers, buffers and raw channels. */
@NullMarked
package flotilla.node.io;

import org.jspecify.annotations.NullMarked;
