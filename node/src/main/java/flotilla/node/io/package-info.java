/** I/O threads: their scratch space, their timers, and the budget of memory that slow readers may hold. */
@NullMarked
package flotilla.node.io;

import org.jspecify.annotations.NullMarked;
