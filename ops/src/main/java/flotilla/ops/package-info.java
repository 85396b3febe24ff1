/** The process: its command line, and what it is put together from. Nothing below knows it. */
@NullMarked
package flotilla.ops;

import org.jspecify.annotations.NullMarked;
