/** What a process does before it says that it is ready, so that its first clients meet compiled code. */
@NullMarked
package flotilla.ops.process.warmup;

import org.jspecify.annotations.NullMarked;
